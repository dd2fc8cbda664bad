// Follows an attempt from its start to its end. What another attempt than the latest reports changes nothing.

import { add, buildGraph } from "./build-graph.ts";
import type { Attempt, AttemptEnded, AttemptStarted } from "./event.ts";
import { endExpired } from "./expire.ts";
import { retry } from "./retry.ts";
import { enqueue, releaseSlot, type Step } from "./schedule.ts";
import { openGraph, settle } from "./settle.ts";
import { deathsAllowed, type Graph, graphOf, holdsSlot, phase, type Run } from "./state.ts";
import { watch } from "./timing.ts";

/** Where the attempt is, if it is the one that the engine waits for. */
interface Current {
  run: Run;
  graph: Graph;
  node: number;
}

export function startAttempt(step: Step, event: AttemptStarted): void {
  const current = currentAttempt(step, event);
  if (current === undefined || current.graph.phase[current.node] !== phase.STARTING) return;
  const { run, graph, node } = current;
  const { dispatch, electron, worker, at } = event;
  graph.phase[node] = phase.RUNNING;
  const plan = graph.plans.get(node);
  if (plan !== undefined) {
    plan.startedAt = at;
    watch(step.state, run, graph, node);
  }
  if (!run.begun) {
    run.begun = true;
    step.commands.push({ type: "begin-lattice", dispatch, at });
  }
  step.commands.push({ type: "move", dispatch, electron, to: "RUNNING", worker, at });
}

export function endAttempt(step: Step, event: AttemptEnded): void {
  const current = currentAttempt(step, event);
  if (current === undefined) return;
  const { run, graph, node } = current;
  releaseSlot(step, graph, node);
  const { dispatch, electron, at } = event;
  const plan = graph.plans.get(node);
  if (graph.phase[node] === phase.STOPPING) {
    if (plan != null && plan.expired !== null) {
      endExpired(step, run, graph, node, plan, plan.expired);
      return;
    }
    // However it ended, a person was told that it is cancelled, and what waits for it is cancelled already.
    step.commands.push({ type: "move", dispatch, electron, to: "CANCELLED", at });
    settle(step, run, graph, node, phase.CANCELLED);
    return;
  }
  switch (event.type) {
    case "returned":
      step.commands.push({
        type: "move",
        dispatch,
        electron,
        to: "COMPLETED",
        value: event.value,
        printed: event.printed,
        at,
      });
      settle(step, run, graph, node, phase.COMPLETED);
      break;
    case "threw":
      if (retry(step, run, graph, node, { by: "threw", error: event.error }, event.retry !== false)) return;
      step.commands.push({ type: "move", dispatch, electron, to: "FAILED", error: event.error, at });
      settle(step, run, graph, node, phase.FAILED);
      break;
    case "traced":
      expand(step, current, event);
      break;
    case "lost":
      lose(step, current, event);
      break;
    case "stopped":
      // Nobody asked: its executor gave it up, and another attempt may do better.
      requeue(step, current, event);
      break;
    case "handed-back":
      add(graph.attempt, node, -1);
      if (graph.phase[node] === phase.RUNNING) requeue(step, current, event);
      else enqueue(step, run, graph, node);
      break;
    default:
      event satisfies never;
  }
}

function currentAttempt(step: Step, { dispatch, electron, attempt }: Attempt): Current | undefined {
  const run = step.state.runs.get(dispatch);
  if (run === undefined) return undefined;
  const graph = graphOf(run, electron);
  if (graph === undefined) return undefined;
  const node = electron - graph.base;
  if (graph.attempt[node] !== attempt || !holdsSlot(graph.phase[node] ?? 0)) return undefined;
  return { run, graph, node };
}

function expand(step: Step, { run, graph, node }: Current, event: AttemptEnded & { type: "traced" }): void {
  const { dispatch, electron: parent, lattice } = event;
  const base = run.size;
  graph.phase[node] = phase.DISPATCHING;
  step.commands.push({ type: "expand", dispatch, parent, base, lattice });
  watch(step.state, run, graph, node);
  const priority = graph.plans.get(node)?.policy.priority ?? graph.priority;
  const inner = buildGraph(step.state, lattice.graph.nodes, { parent, base, priority });
  if (inner.phase.length > 0) run.graphs.push(inner);
  run.size += inner.phase.length;
  openGraph(step, run, inner);
}

function lose(step: Step, current: Current, event: AttemptEnded & { type: "lost" }): void {
  const { run, graph, node } = current;
  const { dispatch, electron, attempt, worker, how, stderr, at } = event;
  const deaths = add(graph.deaths, node, 1);
  const end = { dispatch, electron, attempt, at, by: "worker-lost", worker, how, stderr, deaths } as const;
  step.commands.push({ type: "end-attempt", ...end });
  if (deaths < deathsAllowed) {
    requeue(step, current, event);
    return;
  }
  step.commands.push({ type: "move", dispatch, electron, to: "POISONED", deaths, how, stderr, at });
  settle(step, run, graph, node, phase.POISONED);
}

function requeue(step: Step, { run, graph, node }: Current, { dispatch, electron, at }: AttemptEnded): void {
  step.commands.push({ type: "move", dispatch, electron, to: "REQUEUED", at });
  const plan = graph.plans.get(node);
  if (plan !== undefined) plan.waitsSince = at;
  enqueue(step, run, graph, node);
}
