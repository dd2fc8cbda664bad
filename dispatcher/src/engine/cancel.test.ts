import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { at, engineWith, node, returned, said, threw, traced } from "./engine.fixture.ts";

describe("when a dispatch is cancelled", () => {
  it("never starts what waits, stops what runs, and ends when that has stopped", () => {
    const engine = engineWith({ slots: 1, nodes: [node(), node(), node([0])] });

    assert.deepEqual(engine.take({ type: "cancel-asked", dispatch: 1, electrons: null }), [
      { type: "cancel-graph", dispatch: 1, parent: null },
      { type: "move", dispatch: 1, electron: 0, to: "STOPPING" },
      { type: "stop", executor: "local", dispatch: 1, electron: 0, attempt: 1 },
      { type: "move", dispatch: 1, electron: 1, to: "CANCELLED", at },
      { type: "move", dispatch: 1, electron: 2, to: "CANCELLED", at },
    ]);
    assert.deepEqual(said(engine.tell(0, { type: "stopped" })), ["CANCELLED 0", "end-graph top CANCELLED"]);
  });

  it("ends as cancelled although an electron failed before", () => {
    const engine = engineWith({ nodes: [node(), node()] });
    engine.tell(0, threw);
    engine.take({ type: "cancel-asked", dispatch: 1, electrons: null });

    assert.equal(said(engine.tell(1, { type: "stopped" })).at(-1), "end-graph top CANCELLED");
  });

  it("takes a result that comes too late for a cancelled electron as its end", () => {
    const engine = engineWith({ nodes: [node()] });
    engine.take({ type: "cancel-asked", dispatch: 1, electrons: null });

    assert.deepEqual(said(engine.tell(0, returned)), ["CANCELLED 0", "end-graph top CANCELLED"]);
  });

  it("ends sublattices inside out, and all of them as cancelled", () => {
    const engine = engineWith({ slots: 1, nodes: [node(), node()] });
    engine.tell(0, traced([node()]));

    assert.deepEqual(said(engine.take({ type: "cancel-asked", dispatch: 1, electrons: null })), [
      "cancel-graph top",
      "cancel-graph 0",
      "CANCELLED 2",
      "end-graph 0 CANCELLED",
      "STOPPING 1",
      "stop 1 as attempt 1",
    ]);
    assert.equal(said(engine.tell(1, { type: "stopped" })).at(-1), "end-graph top CANCELLED");
  });

  it("does nothing to one that has ended", () => {
    const engine = engineWith({ nodes: [node()] });
    engine.tell(0, returned);

    assert.deepEqual(engine.take({ type: "cancel-asked", dispatch: 1, electrons: null }), []);
  });
});

describe("when single electrons are cancelled", () => {
  it("cancels with them what depends on them, and nothing else", () => {
    const engine = engineWith({ nodes: [node(), node(), node([0]), node([1])] });

    assert.deepEqual(said(engine.take({ type: "cancel-asked", dispatch: 1, electrons: [0] })), [
      "STOPPING 0",
      "stop 0 as attempt 1",
      "CANCELLED 2",
    ]);
    assert.deepEqual(said(engine.tell(0, { type: "stopped" })), ["CANCELLED 0"]);
    assert.equal(said(engine.tell(1, returned)).at(-1), "start 3 as attempt 1");
    assert.deepEqual(said(engine.tell(3, returned)), ["COMPLETED 3", "end-graph top CANCELLED"]);
  });

  it("cancels all that a sublattice has inside", () => {
    const engine = engineWith({ nodes: [node(), node([0])] });
    engine.tell(0, traced([node(), node([0])]));

    assert.deepEqual(said(engine.take({ type: "cancel-asked", dispatch: 1, electrons: [0] })), [
      "cancel-graph 0",
      "STOPPING 2",
      "stop 2 as attempt 1",
      "CANCELLED 3",
      "CANCELLED 1",
    ]);
    assert.deepEqual(said(engine.tell(2, { type: "stopped" })), [
      "CANCELLED 2",
      "end-graph 0 CANCELLED",
      "end-graph top CANCELLED",
    ]);
  });

  it("leaves those alone that are settled or not there", () => {
    const engine = engineWith({ nodes: [node(), node()] });
    engine.tell(0, returned);

    assert.deepEqual(engine.take({ type: "cancel-asked", dispatch: 1, electrons: [0, 99] }), []);
  });

  it("gives the turn of a cancelled electron to the next", () => {
    const engine = engineWith({ slots: 1, nodes: [node(), node(), node()] });
    engine.take({ type: "cancel-asked", dispatch: 1, electrons: [1] });

    assert.equal(said(engine.tell(0, returned)).at(-1), "start 2 as attempt 1");
  });
});
