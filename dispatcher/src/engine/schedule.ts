// Decides what starts next: the highest priority first; within one, dispatches take turns, and each goes in the order of its graph.

import { add } from "./build-graph.ts";
import { everFits, fitsNow, hold, isReserved, type Reserved, reserve, slotsFor } from "./capacity.ts";
import type { Command } from "./command.ts";
import type { Millis } from "./event.ts";
import { pushHeap, takeHeap } from "./heap.ts";
import { intQueue, push, pushFirst, take } from "./int-queue.ts";
import { plainRequest, type Request } from "./request.ts";
import { type EngineState, type ExecutorState, type Graph, graphOf, type Lane, phase, type Run } from "./state.ts";
import { watch } from "./timing.ts";

/** What one event leads to, while it is worked out. */
export interface Step {
  state: EngineState;
  at: Millis;
  commands: Command[];
}

/** A place in a lane: less is earlier. Above every electron's number, see `electronsPerDispatch` of the store. */
const places = 2 ** 24;
const placeOf = (priority: number, electron: number): number => electron - priority * places;
export const priorityAt = (place: number): number => -Math.floor(place / places);
export const electronAt = (place: number): number => place - Math.floor(place / places) * places;

/** Lets the electron start as soon as its turn comes, and its executor has room. */
export function enqueue(step: Step, run: Run, graph: Graph, node: number): void {
  const executor = graph.executor[node] ?? 0;
  const plan = graph.plans.get(node);
  const priority = plan?.policy.priority ?? graph.priority;
  graph.phase[node] = phase.QUEUED;
  const lane = laneOf(run, executor, plan?.request ?? plainRequest);
  const place = placeOf(priority, graph.base + node);
  pushHeap(lane.waiting, place);
  if (lane.waiting[0] === place) giveTurn(step.state, run, executor, priority);
  if (plan !== undefined) watch(step.state, run, graph, node);
}

/** Gives turns to all that waits in a dispatch that goes on. */
export function giveTurns(state: EngineState, run: Run): void {
  for (const lane of run.lanes.values()) {
    const place = firstOf(run, lane);
    if (place !== undefined) giveTurn(state, run, lane.executor, priorityAt(place));
  }
}

/** Gives what is free to those who wait for it. */
export function fillSlots(step: Step): void {
  for (const [index, executor] of step.state.executors.entries()) {
    if (executor.busy < executor.slots && executor.levels.length > 0) fill(step, executor, index);
  }
}

/** Takes what an attempt holds that runs already, even where there is none to spare. */
export function holdSlot(step: Step, run: Run, graph: Graph, node: number): void {
  const executor = step.state.executors[graph.executor[node] ?? 0];
  if (executor === undefined) return;
  const plan = graph.plans.get(node);
  const slots = slotsFor(executor, plan?.request ?? plainRequest);
  executor.busy += slots;
  if (plan === undefined) return;
  plan.slots = slots;
  hold(executor, plan.request, 1);
  watch(step.state, run, graph, node);
}

/** Takes back what an attempt held that has ended. */
export function releaseSlot(step: Step, graph: Graph, node: number): void {
  const executor = step.state.executors[graph.executor[node] ?? 0];
  if (executor === undefined) return;
  const plan = graph.plans.get(node);
  executor.busy -= plan?.slots ?? 1;
  if (plan === undefined) return;
  plan.slots = 0;
  hold(executor, plan.request, -1);
}

/** The first that waits in a lane, as its place. Those that wait no longer are dropped on the way. */
export function firstOf(run: Run, { waiting }: Lane): number | undefined {
  for (let place = waiting[0]; place !== undefined; place = waiting[0]) {
    const electron = electronAt(place);
    const graph = graphOf(run, electron);
    if (graph?.phase[electron - graph.base] === phase.QUEUED) return place;
    takeHeap(waiting);
  }
  return undefined;
}

function laneOf(run: Run, executor: number, request: Request): Lane {
  const key = request === plainRequest ? executor : `${executor} ${request.key}`;
  let lane = run.lanes.get(key);
  if (lane === undefined) {
    lane = { executor, request, waiting: [] };
    run.lanes.set(key, lane);
  }
  return lane;
}

function giveTurn({ executors }: EngineState, run: Run, index: number, priority: number): void {
  const executor = executors[index];
  if (executor === undefined || run.paused) return;
  run.turns[index] ??= [];
  if (run.turns[index].includes(priority)) return;
  run.turns[index].push(priority);
  let level = executor.levels.find((it) => it.priority === priority);
  if (level === undefined) {
    level = { priority, turns: intQueue() };
    executor.levels.push(level);
    executor.levels.sort((a, b) => b.priority - a.priority);
  }
  push(level.turns, run.dispatch);
}

function fill(step: Step, executor: ExecutorState, index: number): void {
  const reserved: Reserved = { slots: false, names: undefined };
  const isFull = (): boolean => reserved.slots || executor.busy >= executor.slots;
  for (const level of executor.levels) {
    if (isFull()) break;
    /** They wait for more than there is, and stay first. */
    let passed: number[] | undefined;
    while (!isFull()) {
      const dispatch = take(level.turns);
      if (dispatch === undefined) break;
      const run = step.state.runs.get(dispatch);
      if (run === undefined) continue;
      const then = startNext(step, { run, executor, index, priority: level.priority, reserved });
      if (then === "next-turn") push(level.turns, dispatch);
      else if (then === "waits") {
        passed ??= [];
        passed.push(dispatch);
      } else run.turns[index] = (run.turns[index] ?? []).filter((it) => it !== level.priority);
    }
    for (const dispatch of passed?.toReversed() ?? []) pushFirst(level.turns, dispatch);
  }
  if (executor.levels.length > 1) {
    executor.levels = executor.levels.filter(({ priority, turns }) => priority === 0 || turns.length > 0);
  }
}

interface Turn {
  run: Run;
  executor: ExecutorState;
  index: number;
  priority: number;
  reserved: Reserved;
}

/** What becomes of a dispatch's turn: it starts an electron and has another, waits for room, or has nothing for it. */
function startNext(step: Step, turn: Turn): "next-turn" | "waits" | "nothing" {
  const { run, executor, index, priority, reserved } = turn;
  if (run.paused) return "nothing";
  const places = [...inTurn(step.state, turn)].sort(([a], [b]) => a - b);
  for (const [, lane] of places) {
    if (!everFits(executor, lane.request) || isReserved(reserved, lane.request)) continue;
    if (!fitsNow(executor, lane.request)) {
      reserve(reserved, executor, lane.request);
      continue;
    }
    startFirst(step, run, executor, lane);
    const next = firstOf(run, lane);
    if (next !== undefined && priorityAt(next) !== priority) giveTurn(step.state, run, index, priorityAt(next));
    const hasMore = places.length > 1 || (next !== undefined && priorityAt(next) === priority);
    return hasMore ? "next-turn" : "nothing";
  }
  return places.length > 0 ? "waits" : "nothing";
}

/** The lanes of the dispatch whose first electron has this priority, with its place. */
function* inTurn(state: EngineState, { run, index, priority }: Turn): Iterable<readonly [number, Lane]> {
  for (const lane of run.lanes.values()) {
    if (lane.executor !== index) continue;
    const place = firstOf(run, lane);
    if (place === undefined) continue;
    if (priorityAt(place) === priority) yield [place, lane];
    else giveTurn(state, run, index, priorityAt(place));
  }
}

function startFirst(step: Step, run: Run, executor: ExecutorState, lane: Lane): void {
  const electron = electronAt(takeHeap(lane.waiting) ?? 0);
  const graph = graphOf(run, electron);
  if (graph === undefined) return;
  const node = electron - graph.base;
  graph.phase[node] = phase.STARTING;
  const slots = slotsFor(executor, lane.request);
  executor.busy += slots;
  hold(executor, lane.request, 1);
  const plan = graph.plans.get(node);
  if (plan !== undefined) plan.slots = slots;
  const attempt = add(graph.attempt, node, 1);
  const { dispatch } = run;
  step.commands.push(
    { type: "move", dispatch, electron, to: "STARTING", attempt },
    { type: "start", executor: executor.name, dispatch, electron, attempt },
  );
}
