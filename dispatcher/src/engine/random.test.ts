import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { anyDeeds, anyNodes, World } from "./random.fixture.ts";

describe("whatever graph runs, and whatever becomes of its electrons", () => {
  it("settles every electron once, starts none before what it needs, and ends the dispatch", () => {
    fc.assert(
      fc.property(anyNodes(12), anyDeeds, fc.integer({ min: 2, max: 4 }), (nodes, deeds, slots) => {
        const world = new World(nodes, slots);

        for (const deed of deeds) world.do(deed);
        world.finish();

        const states = Array.from(world.rows.values(), ({ state }) => state);
        const open = states.filter((state) => ["NEW_OBJECT", "QUEUED", "RUNNING", "DISPATCHING"].includes(state));
        assert.deepEqual(open, []);
        assert.equal(world.engine.runs.size, 0);
        const cancelled = world.graphs[0]?.cancelled === true;
        const own = states.slice(0, nodes.length);
        const failed = own.some((state) => ["FAILED", "TIMED_OUT", "POISONED", "UPSTREAM_FAILED"].includes(state));
        const wanted = cancelled
          ? "CANCELLED"
          : failed
            ? "FAILED"
            : own.includes("CANCELLED")
              ? "CANCELLED"
              : "COMPLETED";
        assert.equal(world.ended, wanted);
      }),
      { numRuns: 1_000 },
    );
  });
});
