// Takes up an unfinished dispatch where its rows left it. What was running goes on where its worker did, and is
// queued again otherwise; what completed never runs again.

import type { ElectronState } from "covalent-ts/protocol";
import { add, buildGraph, forEachChild } from "./build-graph.ts";
import type { ElectronNumber, ElectronRow, Event, ResumedGraph } from "./event.ts";
import { enqueue, holdSlot, type Step } from "./schedule.ts";
import { endIfSettled, markSettled } from "./settle.ts";
import { type Graph, graphOf, isSettledPhase, phase, type Run } from "./state.ts";
import { watch } from "./timing.ts";

const phaseOf: { readonly [S in ElectronState]: number } = {
  ...phase,
  NEW_OBJECT: phase.WAITING,
};

export function resume(step: Step, event: Event & { type: "resumed" }): void {
  const { dispatch, begun, paused = false, priority = 0 } = event;
  const run: Run = { dispatch, graphs: [], size: 0, begun, paused, lanes: new Map(), turns: [] };
  step.state.runs.set(dispatch, run);
  const rebuilt = event.graphs.map((rows): [Graph, ResumedGraph] => [rebuild(step, rows, priority), rows]);
  run.graphs = rebuilt.map(([graph]) => graph).sort((a, b) => a.base - b.base);
  run.size = run.graphs.reduce((size, graph) => Math.max(size, graph.base + graph.phase.length), 0);
  for (const [graph] of rebuilt) comeFrom(step, run, graph);
  const kept = new Set(event.kept);
  for (const [graph, rows] of rebuilt) takeUp(step, run, graph, rows, kept);
}

/** What a graph has from the sublattice that it came from: its priority, and that its time is up. */
function comeFrom(step: Step, run: Run, graph: Graph): void {
  if (graph.parent === null) return;
  const outer = graphOf(run, graph.parent);
  if (outer === undefined) return;
  const plan = outer.plans.get(graph.parent - outer.base);
  graph.priority = plan?.policy.priority ?? outer.priority;
  const total = plan?.policy.timeout?.total;
  graph.timedOut = graph.cancelAsked && plan !== undefined && total !== undefined && plan.readyAt + total <= step.at;
}

function rebuild(step: Step, { nodes, parent, base, electrons, cancelled }: ResumedGraph, priority: number): Graph {
  const graph = buildGraph(step.state, nodes, { parent, base, priority });
  graph.cancelAsked = cancelled;
  for (const [node, row] of electrons.entries()) {
    graph.attempt[node] = row.attempt;
    graph.deaths[node] = row.deaths;
    graph.phase[node] = phaseOf[row.state];
    recall(graph, node, row);
    if (!isSettledPhase(phaseOf[row.state])) continue;
    graph.unsettled--;
    if (row.state === "COMPLETED") forEachChild(graph, node, (child) => add(graph.waiting, child, -1));
    else if (row.state === "CANCELLED") graph.someCancelled = true;
    else graph.someFailed = true;
  }
  graph.ended = graph.unsettled === 0;
  return graph;
}

function recall(graph: Graph, node: number, { state, times }: ElectronRow): void {
  const plan = graph.plans.get(node);
  if (plan === undefined || times === undefined) return;
  plan.failures = times.failures;
  plan.waitsSince = times.queuedAt ?? 0;
  plan.readyAt = times.readyAt ?? plan.waitsSince;
  plan.startedAt = times.startedAt ?? 0;
  plan.retryAt = times.retryAt ?? 0;
  if (state === "QUEUED" && times.retryAt !== null) graph.phase[node] = phase.DELAYED;
}

function takeUp(
  step: Step,
  run: Run,
  graph: Graph,
  { electrons }: ResumedGraph,
  kept: ReadonlySet<ElectronNumber>,
): void {
  for (const [node, row] of electrons.entries()) {
    if (graph.phase[node] === phase.DELAYED || graph.phase[node] === phase.DISPATCHING)
      watch(step.state, run, graph, node);
    if (graph.phase[node] !== phase.QUEUED && graph.phase[node] !== phase.RUNNING) continue;
    if (kept.has(graph.base + node) && !row.stopping) holdSlot(step, run, graph, node);
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
    const plan = graph.plans.get(node);
    if (plan !== undefined) plan.waitsSince = step.at;
  }
  enqueue(step, run, graph, node);
}
