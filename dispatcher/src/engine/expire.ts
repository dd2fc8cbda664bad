// Does what time asks for: tries again what has waited long enough, and ends what took too long.

import type { TimeLimit } from "covalent-ts/protocol";
import { cancelGraph } from "./cancel.ts";
import { nextDeadline, type Plan } from "./plan.ts";
import { retry, wantsTimeouts } from "./retry.ts";
import { enqueue, type Step } from "./schedule.ts";
import { settle } from "./settle.ts";
import { type Graph, graphOf, phase, type Run } from "./state.ts";
import { takeAlarm } from "./timing.ts";

/** Everything that is due at the time of this step. */
export function expireDue(step: Step): void {
  const { state, at } = step;
  state.alarms.wakeAt = Number.POSITIVE_INFINITY;
  for (let alarm = takeAlarm(state, at); alarm !== undefined; alarm = takeAlarm(state, at)) {
    const run = state.runs.get(alarm.dispatch);
    const graph = run && graphOf(run, alarm.electron);
    const plan = graph?.plans.get(alarm.electron - graph.base);
    if (run !== undefined && graph !== undefined && plan !== undefined) {
      expire(step, run, graph, alarm.electron - graph.base, plan);
    }
  }
}

/** An electron that was told to stop for its time has. */
export function endExpired(step: Step, run: Run, graph: Graph, node: number, plan: Plan, limit: TimeLimit): void {
  const millis = plan.policy.timeout?.[limit] ?? 0;
  plan.expired = null;
  const wanted = limit === "run" && wantsTimeouts(plan);
  if (!retry(step, run, graph, node, { by: "timed-out", millis }, wanted))
    timeOut(step, run, graph, node, limit, millis);
}

function expire(step: Step, run: Run, graph: Graph, node: number, plan: Plan): void {
  const at = graph.phase[node] ?? 0;
  const limit = nextDeadline(plan, at)?.limit;
  if (limit === undefined) return;
  const { dispatch } = run;
  const electron = graph.base + node;
  if (limit === "retry") {
    plan.waitsSince = step.at;
    step.commands.push({ type: "move", dispatch, electron, to: "REQUEUED", at: step.at, again: true });
    enqueue(step, run, graph, node);
  } else if (at === phase.DISPATCHING) {
    const inner = run.graphs.find(({ parent }) => parent === electron);
    if (inner === undefined || inner.ended) return;
    plan.expired = limit;
    inner.timedOut = true;
    cancelGraph(step, run, inner);
  } else if (at === phase.STARTING || at === phase.RUNNING) {
    // Not on disk: if the dispatcher ends first, what time has done is found out again.
    plan.expired = limit;
    graph.phase[node] = phase.STOPPING;
    const executor = step.state.executors[graph.executor[node] ?? 0]?.name ?? "";
    step.commands.push({ type: "stop", executor, dispatch, electron, attempt: graph.attempt[node] ?? 0 });
  } else timeOut(step, run, graph, node, limit, plan.policy.timeout?.[limit] ?? 0);
}

function timeOut(step: Step, run: Run, graph: Graph, node: number, limit: TimeLimit, millis: number): void {
  const { dispatch } = run;
  const electron = graph.base + node;
  step.commands.push({ type: "move", dispatch, electron, to: "TIMED_OUT", limit, millis, at: step.at });
  settle(step, run, graph, node, phase.TIMED_OUT);
}
