// Takes up an unfinished dispatch where its rows left it. What was running goes on where its worker did, and is
// queued again otherwise; what completed never runs again.

import type { ElectronState } from "covalent-ts/protocol";
import { add, buildGraph, forEachChild } from "./build-graph.ts";
import type { ElectronNumber, ElectronRow, Event, ResumedGraph } from "./event.ts";
import { enqueue, holdSlot, type Step } from "./schedule.ts";
import { endIfSettled, markSettled } from "./settle.ts";
import { type Graph, isSettledPhase, phase, type Run } from "./state.ts";

const phaseOf: { readonly [S in ElectronState]: number } = {
  ...phase,
  NEW_OBJECT: phase.WAITING,
};

export function resume(step: Step, event: Event & { type: "resumed" }): void {
  const { dispatch, begun } = event;
  const run: Run = { dispatch, graphs: [], size: 0, begun, ready: [] };
  step.state.runs.set(dispatch, run);
  const rebuilt = event.graphs.map((rows): [Graph, ResumedGraph] => [rebuild(step, rows), rows]);
  run.graphs = rebuilt.map(([graph]) => graph).sort((a, b) => a.base - b.base);
  run.size = run.graphs.reduce((size, graph) => Math.max(size, graph.base + graph.phase.length), 0);
  const kept = new Set(event.kept);
  for (const [graph, rows] of rebuilt) takeUp(step, run, graph, rows, kept);
}

function rebuild(step: Step, { nodes, parent, base, electrons, cancelled }: ResumedGraph): Graph {
  const graph = buildGraph(step.state, nodes, { parent, base });
  graph.cancelAsked = cancelled;
  for (const [node, row] of electrons.entries()) {
    graph.attempt[node] = row.attempt;
    graph.deaths[node] = row.deaths;
    graph.phase[node] = phaseOf[row.state];
    if (!isSettledPhase(phaseOf[row.state])) continue;
    graph.unsettled--;
    if (row.state === "COMPLETED") forEachChild(graph, node, (child) => add(graph.waiting, child, -1));
    else if (row.state === "CANCELLED") graph.someCancelled = true;
    else graph.someFailed = true;
  }
  graph.ended = graph.unsettled === 0;
  return graph;
}

function takeUp(
  step: Step,
  run: Run,
  graph: Graph,
  { electrons }: ResumedGraph,
  kept: ReadonlySet<ElectronNumber>,
): void {
  for (const [node, row] of electrons.entries()) {
    if (graph.phase[node] !== phase.QUEUED && graph.phase[node] !== phase.RUNNING) continue;
    if (kept.has(graph.base + node) && !row.stopping) holdSlot(step, graph, node);
    else if (row.stopping) stopped(step, run, graph, node);
    else queueAgain(step, run, graph, node, row);
  }
  endIfSettled(step, run, graph);
}

// It was told to stop, and its worker ended with the dispatcher.
function stopped(step: Step, run: Run, graph: Graph, node: number): void {
  const electron = graph.base + node;
  step.commands.push({ type: "move", dispatch: run.dispatch, electron, to: "CANCELLED", at: step.at });
  markSettled(graph, node, phase.CANCELLED);
}

function queueAgain(step: Step, run: Run, graph: Graph, node: number, { state, attempt }: ElectronRow): void {
  const { dispatch } = run;
  const electron = graph.base + node;
  if (state === "RUNNING") {
    step.commands.push({ type: "end-attempt", dispatch, electron, attempt, at: step.at, by: "restart" });
    step.commands.push({ type: "move", dispatch, electron, to: "REQUEUED", at: step.at });
  }
  enqueue(step, run, graph, node);
}
