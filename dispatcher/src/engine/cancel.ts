// Ends a dispatch, or electrons of it, because a person asked: what waits never starts, what runs is told to stop.

import type { ElectronNumber } from "./event.ts";
import type { Step } from "./schedule.ts";
import { bringDown, endIfSettled, markSettled } from "./settle.ts";
import { type Graph, graphOf, isSettledPhase, phase, type Run } from "./state.ts";

export function cancelAll(step: Step, run: Run): void {
  const open = run.graphs.filter((graph) => !graph.ended);
  for (const graph of open) askToEnd(step, run, graph);
  for (const graph of innermostFirst(open)) cancelAllIn(step, run, graph);
}

/** Cancels electrons, and with them what depends on them. Those that are settled, or are not there, stay as they are. */
export function cancelElectrons(step: Step, run: Run, electrons: readonly ElectronNumber[]): void {
  for (const electron of electrons) {
    const graph = graphOf(run, electron);
    if (graph === undefined || isSettledPhase(graph.phase[electron - graph.base] ?? 0)) continue;
    cancelElectron(step, run, graph, electron - graph.base);
    bringDown(step, run, graph, electron - graph.base, true);
    endIfSettled(step, run, graph);
  }
}

// Before anything in it ends, so that it ends as cancelled whatever its electrons came to.
function askToEnd(step: Step, run: Run, graph: Graph): void {
  graph.cancelAsked = true;
  step.commands.push({ type: "cancel-graph", dispatch: run.dispatch, parent: graph.parent });
}

function cancelAllIn(step: Step, run: Run, graph: Graph): void {
  for (let node = 0; node < graph.phase.length; node++) cancelElectron(step, run, graph, node);
  endIfSettled(step, run, graph);
}

function cancelElectron(step: Step, run: Run, graph: Graph, node: number): void {
  const { dispatch } = run;
  const electron = graph.base + node;
  switch (graph.phase[node]) {
    case phase.WAITING:
    case phase.QUEUED:
    case phase.DELAYED:
      markSettled(graph, node, phase.CANCELLED);
      step.commands.push({ type: "move", dispatch, electron, to: "CANCELLED", at: step.at });
      return;
    case phase.STARTING:
    case phase.RUNNING: {
      graph.phase[node] = phase.STOPPING;
      const executor = step.state.executors[graph.executor[node] ?? 0]?.name ?? "";
      const attempt = graph.attempt[node] ?? 0;
      step.commands.push({ type: "move", dispatch, electron, to: "STOPPING" });
      step.commands.push({ type: "stop", executor, dispatch, electron, attempt });
      return;
    }
    case phase.STOPPING: {
      const plan = graph.plans.get(node);
      if (plan == null || plan.expired === null) return;
      // Its time was up, but now a person does not want it at all.
      plan.expired = null;
      step.commands.push({ type: "move", dispatch, electron, to: "STOPPING" });
      return;
    }
    case phase.DISPATCHING: {
      const inner = run.graphs.find(({ parent }) => parent === electron);
      if (inner !== undefined) cancelGraph(step, run, inner);
    }
  }
}

/** Cancels all electrons of a graph, unless somebody did. */
export function cancelGraph(step: Step, run: Run, graph: Graph): void {
  if (graph.cancelAsked) return;
  askToEnd(step, run, graph);
  cancelAllIn(step, run, graph);
}

// A sublattice's graph is always younger than the one that it belongs to.
const innermostFirst = (graphs: readonly Graph[]): Graph[] => graphs.toReversed();
