import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { at, engineWith, lost, node, returned, said, started, threw, traced } from "./engine.fixture.ts";

describe("when a lattice is submitted", () => {
  it("queues what waits for nothing, and starts as much of it as there are slots", () => {
    const engine = engineWith({ slots: 1 });

    const commands = engine.take({ type: "submitted", dispatch: 1, nodes: [node(), node(), node([0])] });

    assert.deepEqual(commands, [
      { type: "move", dispatch: 1, electron: 0, to: "QUEUED", at },
      { type: "move", dispatch: 1, electron: 1, to: "QUEUED", at },
      { type: "move", dispatch: 1, electron: 0, to: "STARTING", attempt: 1 },
      { type: "start", executor: "local", dispatch: 1, electron: 0, attempt: 1 },
    ]);
  });

  it("completes one without electrons at once", () => {
    const engine = engineWith();

    const commands = engine.take({ type: "submitted", dispatch: 1, nodes: [] });

    assert.deepEqual(commands, [{ type: "end-graph", dispatch: 1, parent: null, state: "COMPLETED", at }]);
    assert.equal(engine.state.runs.size, 0);
  });

  it("keeps an electron waiting whose executor is not there, until it is", () => {
    const engine = engineWith({ nodes: [{ ...node(), executor: { name: "slurm" } }] });

    const commands = engine.take({ type: "slots-changed", executor: "slurm", slots: 1 });

    assert.deepEqual(said(commands), ["STARTING 0", "start 0 as attempt 1"]);
  });

  it("lets dispatches take turns, so that a wide one does not keep a small one waiting", () => {
    const engine = engineWith({ slots: 1, nodes: [node(), node(), node()] });
    engine.take({ type: "submitted", dispatch: 2, nodes: [node()] });

    const next = engine.tell(0, returned);

    assert.deepEqual(next.at(-1), { type: "start", executor: "local", dispatch: 1, electron: 1, attempt: 1 });
    assert.deepEqual(engine.tell(1, returned).at(-1), {
      type: "start",
      executor: "local",
      dispatch: 2,
      electron: 0,
      attempt: 1,
    });
  });

  it("forgets it when it could not be written, and gives its slots to others", () => {
    const engine = engineWith({ slots: 1, nodes: [node()] });
    engine.take({ type: "submitted", dispatch: 2, nodes: [node()] });

    const commands = engine.take({ type: "withdrawn", dispatch: 1 });

    assert.deepEqual(commands.at(-1), { type: "start", executor: "local", dispatch: 2, electron: 0, attempt: 1 });
    assert.deepEqual(engine.tell(0, returned), []);
  });
});

describe("when an electron runs", () => {
  it("says that the lattice runs with the first electron only", () => {
    const engine = engineWith({ nodes: [node(), node()] });

    assert.deepEqual(engine.tell(0, started), [
      { type: "begin-lattice", dispatch: 1, at },
      { type: "move", dispatch: 1, electron: 0, to: "RUNNING", worker: "w1", at },
    ]);
    assert.deepEqual(said(engine.tell(1, started)), ["RUNNING 1"]);
  });

  it("records its value, and starts who waited for it last", () => {
    const engine = engineWith({ nodes: [node(), node(), node([0, 1])] });
    engine.tell(0, returned);

    const { value, printed } = returned;
    assert.deepEqual(engine.tell(1, returned), [
      { type: "move", dispatch: 1, electron: 1, to: "COMPLETED", value, printed, at },
      { type: "move", dispatch: 1, electron: 2, to: "QUEUED", at },
      { type: "move", dispatch: 1, electron: 2, to: "STARTING", attempt: 1 },
      { type: "start", executor: "local", dispatch: 1, electron: 2, attempt: 1 },
    ]);
  });

  it("starts an electron after one that it takes no value from", () => {
    const engine = engineWith({ nodes: [node(), node([], [0])] });

    const commands = engine.tell(0, returned);

    assert.deepEqual(said(commands), ["COMPLETED 0", "QUEUED 1", "STARTING 1", "start 1 as attempt 1"]);
  });

  it("waits once for an electron that is both needed and waited for", () => {
    const engine = engineWith({ nodes: [node(), node([0], [0])] });

    assert.equal(said(engine.tell(0, returned)).at(-1), "start 1 as attempt 1");
  });

  it("ends the dispatch with the last electron", () => {
    const engine = engineWith({ nodes: [node()] });

    const commands = engine.tell(0, returned);

    assert.deepEqual(said(commands), ["COMPLETED 0", "end-graph top COMPLETED"]);
    assert.equal(engine.state.runs.size, 0);
  });

  it("ignores what an earlier attempt still reports", () => {
    const engine = engineWith({ nodes: [node()] });
    engine.tell(0, lost);

    assert.deepEqual(engine.tell(0, returned, 1), []);
    assert.deepEqual(said(engine.tell(0, returned, 2)), ["COMPLETED 0", "end-graph top COMPLETED"]);
  });

  it("ignores a second result of the same attempt", () => {
    const engine = engineWith({ nodes: [node(), node()] });
    engine.tell(0, returned);

    assert.deepEqual(engine.tell(0, threw), []);
  });

  it("ignores what is reported of electrons and dispatches that there are not", () => {
    const engine = engineWith({ nodes: [node()] });

    assert.deepEqual(engine.tell(7, returned), []);
    assert.deepEqual(engine.take({ ...returned, dispatch: 9, electron: 0, attempt: 1 }), []);
  });
});

describe("when an electron throws", () => {
  it("fails all that need it, near and far, once, and leaves other branches running", () => {
    // 0 → 2 → 3, 1 → 3, and 4 on its own
    const engine = engineWith({ nodes: [node(), node(), node([0]), node([1, 2]), node()] });

    const commands = engine.tell(0, threw);

    assert.deepEqual(commands, [
      { type: "move", dispatch: 1, electron: 0, to: "FAILED", error: threw.error, at },
      { type: "move", dispatch: 1, electron: 2, to: "UPSTREAM_FAILED", failed: 0, at },
      { type: "move", dispatch: 1, electron: 3, to: "UPSTREAM_FAILED", failed: 0, at },
    ]);
    assert.deepEqual(said(engine.tell(1, returned)), ["COMPLETED 1"]);
    assert.deepEqual(said(engine.tell(4, returned)), ["COMPLETED 4", "end-graph top FAILED"]);
  });

  it("fails what only comes after it", () => {
    const engine = engineWith({ nodes: [node(), node([], [0])] });

    assert.deepEqual(said(engine.tell(0, threw)), ["FAILED 0", "UPSTREAM_FAILED 1 by 0", "end-graph top FAILED"]);
  });
});

describe("when a sublattice was traced", () => {
  it("numbers its electrons on, and starts them", () => {
    const engine = engineWith({ nodes: [node(), node([0])] });
    const inner = traced([node(), node([0])]);

    assert.deepEqual(engine.tell(0, inner), [
      { type: "expand", dispatch: 1, parent: 0, base: 2, lattice: inner.lattice },
      { type: "move", dispatch: 1, electron: 2, to: "QUEUED", at },
      { type: "move", dispatch: 1, electron: 2, to: "STARTING", attempt: 1 },
      { type: "start", executor: "local", dispatch: 1, electron: 2, attempt: 1 },
    ]);
  });

  it("completes with the last of its electrons, and then releases who waited for it", () => {
    const engine = engineWith({ nodes: [node(), node([0])] });
    engine.tell(0, traced([node(), node([0])]));
    engine.tell(2, returned);

    const commands = engine.tell(3, returned);

    assert.deepEqual(said(commands), [
      "COMPLETED 3",
      "end-graph 0 COMPLETED",
      "QUEUED 1",
      "STARTING 1",
      "start 1 as attempt 1",
    ]);
  });

  it("completes at once without electrons", () => {
    const engine = engineWith({ nodes: [node()] });

    const commands = engine.tell(0, traced([]));

    assert.deepEqual(said(commands), ["expand 0 from 1", "end-graph 0 COMPLETED", "end-graph top COMPLETED"]);
  });

  it("fails when one of its electrons did and the others are settled", () => {
    const engine = engineWith({ nodes: [node(), node([0])] });
    engine.tell(0, traced([node(), node()]));

    assert.deepEqual(said(engine.tell(2, threw)), ["FAILED 2"]);
    assert.deepEqual(said(engine.tell(3, returned)), [
      "COMPLETED 3",
      "end-graph 0 FAILED",
      "UPSTREAM_FAILED 1 by 0",
      "end-graph top FAILED",
    ]);
  });

  it("ends inside out when sublattices are nested", () => {
    const engine = engineWith({ nodes: [node()] });
    engine.tell(0, traced([node()]));
    engine.tell(1, traced([node()]));

    const commands = engine.tell(2, returned);

    assert.deepEqual(said(commands), [
      "COMPLETED 2",
      "end-graph 1 COMPLETED",
      "end-graph 0 COMPLETED",
      "end-graph top COMPLETED",
    ]);
  });
});

describe("when a worker dies", () => {
  it("starts its electron again, as a new attempt, before those that wait", () => {
    const engine = engineWith({ slots: 1, nodes: [node(), node()] });
    const { type: _, ...how } = lost;

    assert.deepEqual(engine.tell(0, lost), [
      { type: "end-attempt", dispatch: 1, electron: 0, attempt: 1, at, by: "worker-lost", ...how, deaths: 1 },
      { type: "move", dispatch: 1, electron: 0, to: "REQUEUED", at },
      { type: "move", dispatch: 1, electron: 0, to: "STARTING", attempt: 2 },
      { type: "start", executor: "local", dispatch: 1, electron: 0, attempt: 2 },
    ]);
  });

  it("poisons an electron that ended three workers, and fails what needs it", () => {
    const engine = engineWith({ nodes: [node(), node([0])] });
    engine.tell(0, lost, 1);
    engine.tell(0, lost, 2);

    assert.deepEqual(said(engine.tell(0, lost, 3)), [
      "end-attempt 3 of 0 by worker-lost",
      "POISONED 0",
      "UPSTREAM_FAILED 1 by 0",
      "end-graph top FAILED",
    ]);
  });

  it("traces a sublattice again whose worker died before its graph came", () => {
    const engine = engineWith({ nodes: [node()] });
    engine.tell(0, lost, 1);

    assert.deepEqual(said(engine.tell(0, traced([node()]), 2)), [
      "expand 0 from 1",
      "QUEUED 1",
      "STARTING 1",
      "start 1 as attempt 1",
    ]);
  });
});
