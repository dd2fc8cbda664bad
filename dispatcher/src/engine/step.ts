// Decides what happens next. Nothing is read, written, sent or timed here: what should happen is returned as commands.

import { endAttempt, startAttempt } from "./attempts.ts";
import { buildGraph } from "./build-graph.ts";
import { cancelAll, cancelElectrons } from "./cancel.ts";
import type { Command } from "./command.ts";
import type { DispatchKey, Event } from "./event.ts";
import { resume } from "./resume.ts";
import { fillSlots, type Step } from "./schedule.ts";
import { openGraph } from "./settle.ts";
import { type EngineState, executorIndex, holdsSlot } from "./state.ts";

/** Takes one event into the state, in place, and returns what to do about it, in order. */
export function step(state: EngineState, event: Event): Command[] {
  const step: Step = { state, at: event.at, commands: [] };
  take(step, event);
  fillSlots(step);
  return step.commands;
}

function take(step: Step, event: Event): void {
  switch (event.type) {
    case "submitted":
      submit(step, event);
      break;
    case "resumed":
      resume(step, event);
      break;
    case "withdrawn":
      withdraw(step, event.dispatch);
      break;
    case "cancel-asked":
      cancel(step, event);
      break;
    case "slots-changed":
      changeSlots(step, event);
      break;
    case "electron-started":
      startAttempt(step, event);
      break;
    case "returned":
    case "traced":
    case "threw":
    case "stopped":
    case "handed-back":
    case "lost":
      endAttempt(step, event);
      break;
    default:
      event satisfies never;
  }
}

function submit(step: Step, { dispatch, nodes }: Event & { type: "submitted" }): void {
  const graph = buildGraph(step.state, nodes, { parent: null, base: 0 });
  const run = { dispatch, graphs: [graph], size: nodes.length, begun: false, ready: [] };
  step.state.runs.set(dispatch, run);
  openGraph(step, run, graph);
}

function withdraw(step: Step, dispatch: DispatchKey): void {
  const run = step.state.runs.get(dispatch);
  for (const graph of run?.graphs ?? []) {
    for (const [node, phase] of graph.phase.entries()) {
      const executor = step.state.executors[graph.executor[node] ?? 0];
      if (holdsSlot(phase) && executor !== undefined) executor.busy--;
    }
  }
  step.state.runs.delete(dispatch);
}

function cancel(step: Step, { dispatch, electrons }: Event & { type: "cancel-asked" }): void {
  const run = step.state.runs.get(dispatch);
  if (run === undefined) return;
  if (electrons === null) cancelAll(step, run);
  else cancelElectrons(step, run, electrons);
}

function changeSlots(step: Step, { executor, slots }: Event & { type: "slots-changed" }): void {
  const changed = step.state.executors[executorIndex(step.state, executor)];
  if (changed !== undefined) changed.slots = slots;
}
