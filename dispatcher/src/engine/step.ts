// Decides what happens next. Nothing is read, written, sent or timed here: what should happen is returned as commands.

import { endAttempt, startAttempt } from "./attempts.ts";
import { buildGraph } from "./build-graph.ts";
import { cancelAll, cancelElectrons } from "./cancel.ts";
import type { Command } from "./command.ts";
import type { DispatchKey, Event } from "./event.ts";
import { expireDue } from "./expire.ts";
import { resume } from "./resume.ts";
import { fillSlots, giveTurns, releaseSlot, type Step } from "./schedule.ts";
import { openGraph } from "./settle.ts";
import { type EngineState, executorIndex, holdsSlot } from "./state.ts";
import { askToWake } from "./timing.ts";

/** Takes one event into the state, in place, and returns what to do about it, in order. */
export function step(state: EngineState, event: Event): Command[] {
  const step: Step = { state, at: event.at, commands: [] };
  take(step, event);
  fillSlots(step);
  askToWake(step.state, step.commands);
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
    case "pause-asked":
      pause(step, event);
      break;
    case "woke":
      expireDue(step);
      break;
    case "capacity-announced":
      announceCapacity(step, event);
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

function submit(step: Step, { dispatch, nodes, priority = 0 }: Event & { type: "submitted" }): void {
  const graph = buildGraph(step.state, nodes, { parent: null, base: 0, priority });
  const graphs = [graph];
  const run = { dispatch, graphs, size: nodes.length, begun: false, paused: false, lanes: new Map(), turns: [] };
  step.state.runs.set(dispatch, run);
  openGraph(step, run, graph);
}

function withdraw(step: Step, dispatch: DispatchKey): void {
  const run = step.state.runs.get(dispatch);
  for (const graph of run?.graphs ?? []) {
    for (const [node, phase] of graph.phase.entries()) {
      if (holdsSlot(phase)) releaseSlot(step, graph, node);
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

function pause(step: Step, { dispatch, paused, at }: Event & { type: "pause-asked" }): void {
  const run = step.state.runs.get(dispatch);
  if (run === undefined || run.paused === paused) return;
  run.paused = paused;
  step.commands.push({ type: "pause", dispatch, paused, at });
  if (!paused) giveTurns(step.state, run);
}

function announceCapacity(step: Step, { executor, capacity }: Event & { type: "capacity-announced" }): void {
  const changed = step.state.executors[executorIndex(step.state, executor)];
  if (changed !== undefined) changed.capacity = new Map(Object.entries(capacity));
}

function changeSlots(step: Step, { executor, slots }: Event & { type: "slots-changed" }): void {
  const changed = step.state.executors[executorIndex(step.state, executor)];
  if (changed !== undefined) changed.slots = slots;
}
