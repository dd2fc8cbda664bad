// Decides what starts next: dispatches take turns at each executor's free slots, and within one, first come, first served.

import { add } from "./build-graph.ts";
import type { Command } from "./command.ts";
import type { Millis } from "./event.ts";
import { intQueue, push, pushFirst, take } from "./int-queue.ts";
import { type EngineState, type ExecutorState, type Graph, graphOf, phase, type Run } from "./state.ts";

/** What one event leads to, while it is worked out. */
export interface Step {
  state: EngineState;
  at: Millis;
  commands: Command[];
}

/** Lets the electron start as soon as its executor has room. `first` puts it before others that wait. */
export function enqueue(step: Step, run: Run, graph: Graph, node: number, first = false): void {
  const index = graph.executor[node] ?? 0;
  run.ready[index] ??= intQueue();
  const ready = run.ready[index];
  if (ready.length === 0) {
    const turns = step.state.executors[index]?.turns;
    if (turns !== undefined) push(turns, run.dispatch);
  }
  graph.phase[node] = phase.QUEUED;
  (first ? pushFirst : push)(ready, graph.base + node);
}

/** Gives free slots to those who wait for them. */
export function fillSlots(step: Step): void {
  for (const [index, executor] of step.state.executors.entries()) {
    while (executor.busy < executor.slots && startNext(step, executor, index));
  }
}

/** Takes the slot of an attempt that runs already, even where there is none to spare. */
export function holdSlot(step: Step, graph: Graph, node: number): void {
  const executor = step.state.executors[graph.executor[node] ?? 0];
  if (executor !== undefined) executor.busy++;
}

/** Takes back the slot of an attempt that ended. */
export function releaseSlot(step: Step, graph: Graph, node: number): void {
  const executor = step.state.executors[graph.executor[node] ?? 0];
  if (executor !== undefined) executor.busy--;
}

// False when nobody waits for this executor.
function startNext(step: Step, executor: ExecutorState, index: number): boolean {
  for (let dispatch = take(executor.turns); dispatch !== undefined; dispatch = take(executor.turns)) {
    const run = step.state.runs.get(dispatch);
    const ready = run?.ready[index];
    if (run === undefined || ready === undefined) continue;
    const started = startFirst(step, executor, run, index);
    if (ready.length > 0) push(executor.turns, dispatch);
    if (started) return true;
  }
  return false;
}

// False when all that waited were cancelled meanwhile.
function startFirst(step: Step, executor: ExecutorState, run: Run, index: number): boolean {
  const ready = run.ready[index] ?? intQueue();
  for (let electron = take(ready); electron !== undefined; electron = take(ready)) {
    const graph = graphOf(run, electron);
    if (graph === undefined) continue;
    const node = electron - graph.base;
    if (graph.phase[node] !== phase.QUEUED) continue;
    graph.phase[node] = phase.STARTING;
    executor.busy++;
    const attempt = add(graph.attempt, node, 1);
    const { dispatch } = run;
    step.commands.push(
      { type: "move", dispatch, electron, to: "STARTING", attempt },
      { type: "start", executor: executor.name, dispatch, electron, attempt },
    );
    return true;
  }
  return false;
}
