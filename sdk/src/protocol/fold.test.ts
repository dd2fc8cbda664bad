// Folding many events at once gives what folding them one after the other gives.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { aDocument } from "../client/peer.fixture.ts";
import type { DispatchEvent } from "./events.ts";
import { foldEvent, foldEvents } from "./fold.ts";

const [electron] = aDocument("d1").electrons;

const event: fc.Arbitrary<DispatchEvent> = fc.oneof(
  fc.record({
    type: fc.constant("electron" as const),
    electron: fc.nat(4),
    change: fc.record(
      { state: fc.constantFrom("RUNNING", "COMPLETED", "FAILED"), attempt: fc.nat(3) },
      { requiredKeys: [] },
    ),
  }),
  fc.record({
    type: fc.constant("lattice" as const),
    change: fc.record({
      state: fc.constantFrom("RUNNING", "COMPLETED"),
      startedAt: fc.nat(9),
      endedAt: fc.constant(null),
      error: fc.constant(null),
    }),
  }),
  fc.nat(4).map((id) => ({
    type: "expanded" as const,
    parent: 0,
    electrons: electron ? [{ ...electron, id }] : [],
    edges: [{ from: 0, to: id, names: [] }],
  })),
);

/** Electrons that join a graph are numbered on after those that are there. */
const events = fc.array(event).map((them) => {
  let id = 0;
  return them.map((it) => {
    if (it.type !== "expanded") return it;
    id += 1;
    return { ...it, electrons: it.electrons.map((each) => ({ ...each, id })) };
  });
});

describe("folding", () => {
  it("many events at once is folding them one after the other", () => {
    fc.assert(
      fc.property(events, (them) => {
        assert.deepEqual(foldEvents(aDocument("d1"), them), them.reduce(foldEvent, aDocument("d1")));
      }),
    );
  });

  it("leaves the document that it is given as it was", () => {
    const document = aDocument("d1");

    foldEvents(document, [{ type: "electron", electron: 0, change: { state: "COMPLETED" } }]);

    assert.deepEqual(document, aDocument("d1"));
  });
});
