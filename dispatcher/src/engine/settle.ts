// Ends electrons, and follows what that means for those that wait for them and for the graph that they are in.

import { add, forEachChild } from "./build-graph.ts";
import type { ElectronNumber } from "./event.ts";
import { enqueue, type Step } from "./schedule.ts";
import { type Graph, graphOf, phase, type Run } from "./state.ts";

type End =
  | typeof phase.COMPLETED
  | typeof phase.FAILED
  | typeof phase.TIMED_OUT
  | typeof phase.POISONED
  | typeof phase.CANCELLED;

/** The electron has ended. How it ended is recorded by the caller. */
export function settle(step: Step, run: Run, graph: Graph, node: number, end: End): void {
  markSettled(graph, node, end);
  if (end === phase.COMPLETED) releaseChildren(step, run, graph, node);
  else bringDown(step, run, graph, node, end === phase.CANCELLED);
  endIfSettled(step, run, graph);
}

/** Nothing that waits for `node`, near or far, can run any more: it is cancelled with it, or failed because of it. */
export function bringDown(step: Step, run: Run, graph: Graph, node: number, cancelled: boolean): void {
  const { dispatch } = run;
  const { at } = step;
  const failed = graph.base + node;
  const open = [node];
  for (let from = open.pop(); from !== undefined; from = open.pop()) {
    forEachChild(graph, from, (child) => {
      if (graph.phase[child] !== phase.WAITING) return;
      markSettled(graph, child, cancelled ? phase.CANCELLED : phase.UPSTREAM_FAILED);
      const electron = graph.base + child;
      step.commands.push(
        cancelled
          ? { type: "move", dispatch, electron, to: "CANCELLED", at }
          : { type: "move", dispatch, electron, to: "UPSTREAM_FAILED", failed, at },
      );
      open.push(child);
    });
  }
}

/** Queues the electrons of a new graph that wait for nothing; a graph without electrons ends at once. */
export function openGraph(step: Step, run: Run, graph: Graph): void {
  for (let node = 0; node < graph.phase.length; node++) {
    if (graph.waiting[node] === 0) queue(step, run, graph, node);
  }
  endIfSettled(step, run, graph);
}

/** Sets how an electron ended, and counts it, without looking further. */
export function markSettled(graph: Graph, node: number, end: End | typeof phase.UPSTREAM_FAILED): void {
  graph.phase[node] = end;
  graph.unsettled--;
  if (end === phase.CANCELLED) graph.someCancelled = true;
  else if (end !== phase.COMPLETED) graph.someFailed = true;
}

/** If nothing in the graph can change any more, so has the sublattice, or the dispatch, that it belongs to. */
export function endIfSettled(step: Step, run: Run, graph: Graph): void {
  if (graph.unsettled > 0 || graph.ended) return;
  graph.ended = true;
  const { dispatch } = run;
  const { parent } = graph;
  const state = endOf(graph);
  step.commands.push({ type: "end-graph", dispatch, parent, state, at: step.at });
  if (parent === null) step.state.runs.delete(dispatch);
  else settleSublattice(step, run, parent, state);
}

function settleSublattice(step: Step, run: Run, electron: ElectronNumber, state: GraphEnd) {
  const graph = graphOf(run, electron);
  if (graph !== undefined) settle(step, run, graph, electron - graph.base, phase[state]);
}

type GraphEnd = "COMPLETED" | "FAILED" | "CANCELLED" | "TIMED_OUT";

// What a person asked for counts most; then a failure, which is why other electrons may not have run.
function endOf(graph: Graph): GraphEnd {
  if (graph.timedOut) return "TIMED_OUT";
  if (graph.cancelAsked) return "CANCELLED";
  if (graph.someFailed) return "FAILED";
  return graph.someCancelled ? "CANCELLED" : "COMPLETED";
}

function releaseChildren(step: Step, run: Run, graph: Graph, node: number): void {
  forEachChild(graph, node, (child) => {
    if (add(graph.waiting, child, -1) === 0 && graph.phase[child] === phase.WAITING) queue(step, run, graph, child);
  });
}

function queue(step: Step, run: Run, graph: Graph, node: number): void {
  const electron = graph.base + node;
  const plan = graph.plans.get(node);
  if (plan !== undefined) {
    plan.readyAt = step.at;
    plan.waitsSince = step.at;
  }
  const timed = plan?.policy.timeout?.total === undefined ? {} : ({ timed: true } as const);
  step.commands.push({ type: "move", dispatch: run.dispatch, electron, to: "QUEUED", at: step.at, ...timed });
  enqueue(step, run, graph, node);
}
