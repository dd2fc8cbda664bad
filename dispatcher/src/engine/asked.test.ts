// What authors ask of the running of electrons, with a clock turned by hand.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Policy } from "covalent-ts/protocol";
import type { Command } from "./command.ts";
import { at, engineWith, node, returned, said, started, threw, traced } from "./engine.fixture.ts";
import type { NodeShape } from "./event.ts";
import { executorQueues } from "./queues.ts";
import { waitBefore } from "./retry.ts";
import { countElectrons } from "./state.ts";
import { step } from "./step.ts";

const asks = (policy: Policy, needs: number[] = []): NodeShape => ({ ...node(needs), policy });
const retries = { max: 2, delay: 100, factor: 3, cap: 250, jitter: 0 };
const starts = (commands: readonly Command[]): string[] =>
  commands.flatMap((it) => (it.type === "start" ? [`${it.dispatch}.${it.electron}`] : []));

describe("an electron that throws, with retries", () => {
  it("waits, is queued when it is time, and fails with the error of its last try", () => {
    const engine = engineWith({ nodes: [asks({ retries })] });
    const wake = (time: number) => said(step(engine.state, { type: "woke", at: time }));
    engine.tell(0, started);

    assert.deepEqual(said(engine.tell(0, threw)), ["end-attempt 1 of 0 by threw", "DELAYED 0", "wake at 1100"]);
    assert.deepEqual(wake(1_099), ["wake at 1100"]);
    assert.deepEqual(wake(1_100), ["REQUEUED 0", "STARTING 0", "start 0 as attempt 2"]);
    assert.deepEqual(said(engine.tell(0, threw, 2)), ["end-attempt 2 of 0 by threw", "DELAYED 0", "wake at 1250"]);
    assert.deepEqual(wake(1_250), ["REQUEUED 0", "STARTING 0", "start 0 as attempt 3"]);
    assert.deepEqual(said(engine.tell(0, threw, 3)), ["FAILED 0", "end-graph top FAILED"]);
  });

  it("counts as queued while it waits", () => {
    const engine = engineWith({ nodes: [asks({ retries })] });
    engine.tell(0, started);
    engine.tell(0, threw);

    assert.deepEqual(countElectrons(engine.state), { queued: 1, running: 0 });
    assert.deepEqual(
      executorQueues(engine.state).map(({ running, queued }) => [running, queued]),
      [[0, 1]],
    );
  });

  it("fails at once after an error that its author did not choose, or if the next try would come too late", () => {
    const engine = engineWith({ nodes: [asks({ retries }), asks({ retries, timeout: { total: 90 } })] });

    assert.deepEqual(said(engine.tell(0, { ...threw, retry: false })), ["FAILED 0"]);
    assert.deepEqual(said(engine.tell(1, threw)), ["FAILED 1", "end-graph top FAILED"]);
  });

  it("leaves out of a wait at most the part that may be left to chance, and always the same for the same electron", () => {
    const rule = { ...retries, delay: 1_000, cap: 10_000, jitter: 0.5 };
    const waits = Array.from({ length: 100 }, (_, electron) => waitBefore(rule, 1, `1.${electron}`));

    assert.ok(waits.every((wait) => wait > 499 && wait <= 1_000));
    assert.ok(new Set(waits).size > 80, "they are not the same for all");
    assert.equal(waitBefore(rule, 1, "1.7"), waits[7]);
  });
});

describe("an electron with a timeout", () => {
  it("is stopped when its run has lasted too long, and is TIMED_OUT however it ends then", () => {
    const engine = engineWith({ nodes: [asks({ timeout: { run: 50 } }), node([0])] });
    assert.deepEqual(said(engine.tell(0, started)), ["begin-lattice", "RUNNING 0", `wake at ${at + 50}`]);

    assert.deepEqual(said(step(engine.state, { type: "woke", at: at + 50 })), ["stop 0 as attempt 1"]);
    assert.deepEqual(said(engine.tell(0, returned)), ["TIMED_OUT 0", "UPSTREAM_FAILED 1 by 0", "end-graph top FAILED"]);
  });

  it("is cancelled, not timed out, when somebody cancels it while it is being stopped", () => {
    const engine = engineWith({ nodes: [asks({ timeout: { run: 50 }, retries })] });
    engine.tell(0, started);
    step(engine.state, { type: "woke", at: at + 50 });

    engine.take({ type: "cancel-asked", dispatch: 1, electrons: [0] });

    assert.deepEqual(said(engine.tell(0, { type: "stopped" })), ["CANCELLED 0", "end-graph top CANCELLED"]);
  });

  it("never starts when it has waited too long", () => {
    const engine = engineWith({ slots: 1, nodes: [node(), asks({ timeout: { queue: 10 } })] });

    assert.deepEqual(said(step(engine.state, { type: "woke", at: at + 10 })), ["TIMED_OUT 1"]);
    assert.deepEqual(said(engine.tell(0, returned)), ["COMPLETED 0", "end-graph top FAILED"]);
  });

  it("ends what is in it, if it is a sublattice whose time in total is up", () => {
    const engine = engineWith({ nodes: [asks({ timeout: { total: 100 } })] });
    engine.tell(0, traced([node(), node([0])]));

    assert.deepEqual(said(step(engine.state, { type: "woke", at: at + 100 })), [
      "cancel-graph 0",
      "STOPPING 1",
      "stop 1 as attempt 1",
      "CANCELLED 2",
    ]);
    assert.deepEqual(said(engine.tell(1, { type: "stopped" })), [
      "CANCELLED 1",
      "end-graph 0 TIMED_OUT",
      "end-graph top FAILED",
    ]);
  });
});

describe("electrons that wait for the same executor", () => {
  const onlyAfter = (nodes: NodeShape[], slots = 1) => {
    const engine = engineWith({ slots: 0, nodes });
    return starts(engine.take({ type: "slots-changed", executor: "local", slots }));
  };

  it("start by priority, then in the order of the graph", () => {
    const nodes = [asks({ priority: -1 }), node(), asks({ priority: 2 }), node(), asks({ priority: 2 })];

    assert.deepEqual(onlyAfter(nodes, 5), ["1.2", "1.4", "1.1", "1.3", "1.0"]);
  });

  it("have the priority of their dispatch, or of the sublattice that they are in, if they have none", () => {
    const engine = engineWith({ slots: 1, nodes: [asks({ priority: 7 }), node()] });
    engine.take({ type: "submitted", dispatch: 2, nodes: [node()], priority: 5 });

    assert.deepEqual(starts(engine.tell(0, traced([node(), node()]))), ["1.2"]);
    assert.deepEqual(starts(engine.tell(2, returned)), ["1.3"]);
    assert.deepEqual(starts(engine.tell(3, returned)), ["2.0"]);
  });

  it("take turns by dispatch within a priority, however wide one is", () => {
    const engine = engineWith({ slots: 1, nodes: Array.from({ length: 100_000 }, () => node()) });
    engine.take({ type: "submitted", dispatch: 2, nodes: [node()] });

    assert.deepEqual(starts(engine.tell(0, returned)), ["1.1"]);
    assert.deepEqual(starts(engine.tell(1, returned)), ["2.0"]);
  });

  it("keep what they lack from those behind them, and nothing else", () => {
    const [big, gpu, small] = [asks({ resources: { cpus: 2 } }), asks({ resources: { gpu: 1 } }), node()];
    const engine = engineWith({ slots: 0 });
    engine.take({ type: "capacity-announced", executor: "local", capacity: { cpus: 2, gpu: 1 } });
    engine.take({ type: "slots-changed", executor: "local", slots: 2 });

    assert.deepEqual(starts(engine.take({ type: "submitted", dispatch: 1, nodes: [gpu, gpu, small, big, small] })), [
      "1.0",
      "1.2",
    ]);
    assert.deepEqual(starts(engine.tell(2, returned)), [], "the small one does not pass by the big one");
    assert.deepEqual(starts(engine.tell(0, returned)), ["1.1"]);
    assert.deepEqual(starts(engine.tell(1, returned)), ["1.3"]);
    assert.deepEqual(starts(engine.tell(3, returned)), ["1.4"]);
  });
});

describe("a paused dispatch", () => {
  it("starts nothing while others do, and goes on where it was", () => {
    const engine = engineWith({ slots: 1, nodes: [node(), node([0])] });
    engine.take({ type: "submitted", dispatch: 2, nodes: [node()] });

    assert.deepEqual(said(engine.take({ type: "pause-asked", dispatch: 1, paused: true })), ["pause"]);
    assert.deepEqual(engine.take({ type: "pause-asked", dispatch: 1, paused: true }), []);
    assert.deepEqual(starts(engine.tell(0, returned)), ["2.0"]);
    engine.take({
      type: "returned",
      dispatch: 2,
      electron: 0,
      attempt: 1,
      value: returned.value,
      printed: returned.printed,
    });
    assert.deepEqual(starts(engine.take({ type: "pause-asked", dispatch: 1, paused: false })), ["1.1"]);
  });
});
