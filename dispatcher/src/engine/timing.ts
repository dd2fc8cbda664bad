// Knows of the moments at which time alone changes something, and asks to be woken at the first of them.

import { type Alarm, fewest, pushAlarm, takeFirst } from "./alarms.ts";
import type { Command } from "./command.ts";
import type { Millis } from "./event.ts";
import { nextDeadline } from "./plan.ts";
import { type EngineState, type Graph, graphOf, type Run } from "./state.ts";

/** Sets the alarm for what time will do to the electron as it is now. */
export function watch(state: EngineState, run: Run, graph: Graph, node: number): void {
  const plan = graph.plans.get(node);
  const next = plan && nextDeadline(plan, graph.phase[node] ?? 0);
  if (next === undefined) return;
  const { alarms } = state;
  pushAlarm(alarms.heap, { at: next.time, dispatch: run.dispatch, electron: graph.base + node });
  if (alarms.heap.length <= alarms.sweepAt) return;
  alarms.heap = alarms.heap.filter((alarm) => isValid(state, alarm)).sort((a, b) => a.at - b.at);
  alarms.sweepAt = Math.max(fewest, 2 * alarms.heap.length);
}

/** Whether nothing else has changed the electron since. */
export function isValid(state: EngineState, { at, dispatch, electron }: Alarm): boolean {
  const run = state.runs.get(dispatch);
  const graph = run && graphOf(run, electron);
  const plan = graph?.plans.get(electron - graph.base);
  return plan !== undefined && nextDeadline(plan, graph?.phase[electron - graph.base] ?? 0)?.time === at;
}

/** Asks to be woken, if anything is due before the engine is woken anyway. */
export function askToWake(state: EngineState, commands: Command[]): void {
  const at = state.alarms.heap[0]?.at;
  if (at === undefined || at >= state.alarms.wakeAt) return;
  state.alarms.wakeAt = at;
  commands.push({ type: "wake", at });
}

/** Takes the first alarm that is due at that time and still means something. */
export function takeAlarm(state: EngineState, time: Millis): Alarm | undefined {
  const { heap } = state.alarms;
  for (let first = heap[0]; first !== undefined && first.at <= time; first = heap[0]) {
    takeFirst(heap);
    if (isValid(state, first)) return first;
  }
  return undefined;
}
