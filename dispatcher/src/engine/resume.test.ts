import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { engineWith, latticeOf, lost, node, returned, said } from "./engine.fixture.ts";

describe("when the dispatcher starts again", () => {
  const row = { state: "NEW_OBJECT", attempt: 0, deaths: 0, stopping: false } as const;

  it("never runs a completed electron again, and runs the others as new attempts", () => {
    const engine = engineWith();

    const commands = engine.take({
      type: "resumed",
      dispatch: 1,
      begun: true,
      graphs: [
        {
          parent: null,
          base: 0,
          cancelled: false,
          nodes: [node(), node([0]), node([0]), node([1, 2])],
          electrons: [
            { ...row, state: "COMPLETED", attempt: 1 },
            { ...row, state: "RUNNING", attempt: 2, deaths: 1 },
            { ...row, state: "QUEUED", attempt: 1 },
            row,
          ],
        },
      ],
    });

    assert.deepEqual(said(commands), [
      "end-attempt 2 of 1 by restart",
      "REQUEUED 1",
      "STARTING 1",
      "start 1 as attempt 3",
      "STARTING 2",
      "start 2 as attempt 2",
    ]);
    engine.tell(1, returned, 3);
    assert.equal(said(engine.tell(2, returned, 2)).at(-1), "start 3 as attempt 1");
  });

  it("leaves running what its worker still runs, and gives its slot to nobody else", () => {
    const engine = engineWith({ slots: 1 });
    const graph = {
      parent: null,
      base: 0,
      cancelled: false,
      nodes: [node(), node()],
      electrons: [{ ...row, state: "RUNNING", attempt: 2 } as const, { ...row, state: "QUEUED" } as const],
    };

    const commands = engine.take({ type: "resumed", dispatch: 1, begun: true, graphs: [graph], kept: [0] });

    assert.deepEqual(said(commands), []);
    assert.deepEqual(said(engine.tell(0, returned, 1)), []);
    assert.deepEqual(said(engine.tell(0, returned, 2)), ["COMPLETED 0", "STARTING 1", "start 1 as attempt 1"]);
  });

  it("goes on counting the workers that an electron ended", () => {
    const engine = engineWith();
    engine.take({
      type: "resumed",
      dispatch: 1,
      begun: true,
      graphs: [
        {
          parent: null,
          base: 0,
          cancelled: false,
          nodes: [node()],
          electrons: [{ ...row, state: "RUNNING", attempt: 3, deaths: 2 }],
        },
      ],
    });

    assert.equal(said(engine.tell(0, lost, 4))[1], "POISONED 0");
  });

  it("ends what was told to stop", () => {
    const engine = engineWith();

    const commands = engine.take({
      type: "resumed",
      dispatch: 1,
      begun: true,
      graphs: [
        {
          parent: null,
          base: 0,
          cancelled: true,
          nodes: [node(), node()],
          electrons: [
            { ...row, state: "RUNNING", attempt: 1, stopping: true },
            { ...row, state: "FAILED", attempt: 1 },
          ],
        },
      ],
    });

    assert.deepEqual(said(commands), ["CANCELLED 0", "end-graph top CANCELLED"]);
  });

  it("finishes a sublattice that was half done", () => {
    const engine = engineWith();
    engine.take({
      type: "resumed",
      dispatch: 1,
      begun: true,
      graphs: [
        {
          parent: null,
          base: 0,
          cancelled: false,
          nodes: latticeOf([node(), node([0])]).graph.nodes,
          electrons: [{ ...row, state: "DISPATCHING", attempt: 1 }, row],
        },
        {
          parent: 0,
          base: 2,
          cancelled: false,
          nodes: [node(), node()],
          electrons: [
            { ...row, state: "COMPLETED", attempt: 1 },
            { ...row, state: "RUNNING", attempt: 1 },
          ],
        },
      ],
    });

    assert.deepEqual(said(engine.tell(3, returned, 2)), [
      "COMPLETED 3",
      "end-graph 0 COMPLETED",
      "QUEUED 1",
      "STARTING 1",
      "start 1 as attempt 1",
    ]);
  });
});
