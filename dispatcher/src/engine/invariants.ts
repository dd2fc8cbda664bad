// What must be true of the engine's state after each event. Tests check it; the first lie is thrown, with all that it is about.

import { forEachChild } from "./build-graph.ts";
import { everFits, fitsNow } from "./capacity.ts";
import { listed } from "./int-queue.ts";
import { nextDeadline } from "./plan.ts";
import { electronAt, firstOf, priorityAt } from "./schedule.ts";
import {
  type EngineState,
  type ExecutorState,
  type Graph,
  holdsSlot,
  isSettledPhase,
  type Lane,
  phase,
  type Run,
} from "./state.ts";

/** Throws an error that names what does not hold. */
export function checkInvariants(state: EngineState): void {
  for (const run of state.runs.values()) checkRun(state, run);
  for (const [index, executor] of state.executors.entries()) checkExecutor(state, executor, index);
  for (const alarm of state.alarms.heap) {
    hold(alarm.at >= (state.alarms.heap[0]?.at ?? 0), "the first alarm is the first", { alarm });
  }
}

function checkExecutor(state: EngineState, executor: ExecutorState, index: number): void {
  const { name, slots, busy, capacity, used, levels } = executor;
  const held = slotsHeld(state, index);
  hold(busy === held, `${name} is busy with what it was given`, { name, busy, held });
  for (const [what, amount] of used) {
    hold(amount >= 0 && amount <= (capacity.get(what) ?? 0), `no more is held of ${what} than there is`, {
      name,
      amount,
    });
  }
  for (const { priority, turns } of levels) {
    const all = listed(turns);
    hold(new Set(all).size === all.length, "a dispatch waits for one turn at a time", { name, priority, all });
  }
  const priorities = levels.map(({ priority }) => priority);
  hold(
    priorities.every((priority, at) => at === 0 || priority < (priorities[at - 1] ?? 0)),
    "the highest priority comes first",
    { name, priorities },
  );
  const firsts = [...state.runs.values()].filter(({ paused }) => !paused).flatMap((run) => waitingFor(run, index));
  const waits = firsts.filter(({ request }) => everFits(executor, request));
  const blocked = waits.filter(({ request }) => !fitsNow(executor, request));
  hold(waits.length === 0 || blocked.length > 0, "nothing is free while electrons wait for it", { name, busy, slots });
}

const waitingFor = (run: Run, index: number): Lane[] =>
  [...run.lanes.values()].filter((lane) => lane.executor === index && firstOf(run, lane) !== undefined);

function checkRun(state: EngineState, run: Run): void {
  const { dispatch } = run;
  hold(
    run.graphs.some((graph) => !graph.ended),
    "an ended dispatch is forgotten",
    { dispatch },
  );
  for (const [index, graph] of run.graphs.entries()) {
    const before = run.graphs[index - 1];
    const begin = before === undefined ? 0 : before.base + before.phase.length;
    hold(graph.base === begin, "electrons are numbered without a gap", { dispatch, base: graph.base, begin });
    checkGraph(run, graph);
  }
  const last = run.graphs.at(-1);
  hold(last === undefined || run.size === last.base + last.phase.length, "the next number is the first free one", {
    run,
  });
  checkWaiting(state, run);
}

function checkWaiting(state: EngineState, run: Run): void {
  const { dispatch } = run;
  const waiting = [...run.lanes.values()].flatMap(({ waiting }) =>
    waiting.map(electronAt).filter((electron) => phaseOf(run, electron) === phase.QUEUED),
  );
  const queued = run.graphs.flatMap(({ phase: phases }) => [...phases]).filter((at) => at === phase.QUEUED).length;
  hold(new Set(waiting).size === waiting.length, "an electron waits once", { dispatch, waiting });
  hold(waiting.length === queued, "every queued electron waits for its executor", { dispatch, waiting, queued });
  for (const lane of run.lanes.values()) {
    const first = firstOf(run, lane);
    if (first === undefined || run.paused) continue;
    // Those before it in its lane may be gone, and the turn was theirs.
    const levels = state.executors[lane.executor]?.levels.filter(({ priority }) => priority >= priorityAt(first));
    const hasTurn = levels?.some(({ turns }) => listed(turns).includes(dispatch)) === true;
    hold(hasTurn, "a dispatch with electrons that wait has a turn", { dispatch, first });
  }
  for (const graph of run.graphs) {
    for (const [node, plan] of graph.plans) {
      const next = nextDeadline(plan, graph.phase[node] ?? 0);
      if (next === undefined) continue;
      const electron = graph.base + node;
      const isSet = state.alarms.heap.some(
        (alarm) => alarm.at === next.time && alarm.dispatch === dispatch && alarm.electron === electron,
      );
      hold(isSet, "an alarm is set for what time will do", { dispatch, electron, next });
    }
  }
}

function checkGraph(run: Run, graph: Graph): void {
  const about = { dispatch: run.dispatch, parent: graph.parent };
  const unsettled = graph.phase.filter((at) => !isSettledPhase(at)).length;
  hold(graph.unsettled === unsettled, "unsettled electrons are counted", {
    ...about,
    counted: graph.unsettled,
    unsettled,
  });
  hold(graph.ended === (unsettled === 0), "a graph ends when all in it has", { ...about, unsettled });
  if (graph.parent !== null) {
    const open = phaseOf(run, graph.parent) === phase.DISPATCHING;
    hold(open === !graph.ended, "a sublattice dispatches until its graph ends", about);
  }
  const waiting = new Uint32Array(graph.phase.length);
  for (const [node, at] of graph.phase.entries()) {
    if (at === phase.COMPLETED) continue;
    forEachChild(graph, node, (child) => {
      waiting[child] = (waiting[child] ?? 0) + 1;
      const childPhase = graph.phase[child] ?? 0;
      const stays = childPhase === phase.WAITING || isSettledPhase(childPhase);
      hold(stays, "no electron goes on before what it waits for completed", { ...about, node, child });
    });
  }
  for (const [node, at] of graph.phase.entries()) {
    hold(graph.waiting[node] === waiting[node], "those that an electron waits for are counted", { ...about, node });
    if (at === phase.WAITING)
      hold(waiting[node] !== 0, "an electron that waits for nothing is queued", { ...about, node });
    if (holdsSlot(at)) hold(graph.attempt[node] !== 0, "what runs has an attempt", { ...about, node });
  }
}

function slotsHeld(state: EngineState, executor: number): number {
  let held = 0;
  for (const { graphs } of state.runs.values()) {
    for (const graph of graphs) {
      for (const [node, at] of graph.phase.entries()) {
        if (graph.executor[node] === executor && holdsSlot(at)) held += graph.plans.get(node)?.slots ?? 1;
      }
    }
  }
  return held;
}

function phaseOf(run: Run, electron: number): number | undefined {
  const graph = run.graphs.find(({ base, phase }) => electron >= base && electron < base + phase.length);
  return graph?.phase[electron - graph.base];
}

function hold(holds: boolean, claim: string, about: object): void {
  if (!holds) throw new Error(`It is not true that ${claim}: ${JSON.stringify(about)}`);
}
