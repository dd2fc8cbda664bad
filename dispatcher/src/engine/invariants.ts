// What must be true of the engine's state after each event. Tests check it; the first lie is thrown, with all that it is about.

import { forEachChild } from "./build-graph.ts";
import { listed } from "./int-queue.ts";
import { type EngineState, type Graph, holdsSlot, isSettledPhase, phase, type Run } from "./state.ts";

/** Throws an error that names what does not hold. */
export function checkInvariants(state: EngineState): void {
  for (const run of state.runs.values()) checkRun(state, run);
  for (const [index, executor] of state.executors.entries()) {
    const { name, slots, busy } = executor;
    hold(busy === countAll(state, index, holdsSlot), `${name} is busy with what it was given`, { name, busy });
    const waiting = countAll(state, index, (at) => at === phase.QUEUED);
    hold(busy >= slots || waiting === 0, "no slot is free while an electron waits for it", {
      name,
      busy,
      slots,
      waiting,
    });
    const turns = listed(executor.turns);
    hold(new Set(turns).size === turns.length, "a dispatch waits for one turn at a time", { name, turns });
  }
}

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
  for (const [index, ready] of run.ready.entries()) {
    const queued = countIn(run.graphs, index, (at) => at === phase.QUEUED);
    const waiting = (ready === undefined ? [] : listed(ready)).filter(
      (electron) => phaseOf(run, electron) === phase.QUEUED,
    );
    hold(new Set(waiting).size === waiting.length, "an electron waits once", { dispatch, waiting });
    hold(waiting.length === queued, "every queued electron waits for its executor", { dispatch, waiting, queued });
    const turns = state.executors[index]?.turns;
    const hasTurn = turns !== undefined && listed(turns).includes(dispatch);
    hold(hasTurn || waiting.length === 0, "a dispatch with electrons that wait has a turn", { dispatch, waiting });
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

const countAll = (state: EngineState, executor: number, counts: (at: number) => boolean): number =>
  [...state.runs.values()].reduce((sum, run) => sum + countIn(run.graphs, executor, counts), 0);

function countIn(graphs: readonly Graph[], executor: number, counts: (at: number) => boolean): number {
  let count = 0;
  for (const graph of graphs) {
    for (const [node, at] of graph.phase.entries()) if (graph.executor[node] === executor && counts(at)) count++;
  }
  return count;
}

function phaseOf(run: Run, electron: number): number | undefined {
  const graph = run.graphs.find(({ base, phase }) => electron >= base && electron < base + phase.length);
  return graph?.phase[electron - graph.base];
}

function hold(holds: boolean, claim: string, about: object): void {
  if (!holds) throw new Error(`It is not true that ${claim}: ${JSON.stringify(about)}`);
}
