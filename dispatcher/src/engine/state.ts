// All that the engine knows: for each electron a few bytes in arrays by its number. Values, names and functions are on disk.

import { type Alarms, noAlarms } from "./alarms.ts";
import type { DispatchKey, ElectronNumber } from "./event.ts";
import type { IntQueue } from "./int-queue.ts";
import { isQueued } from "./phase.ts";
import type { Plan } from "./plan.ts";
import type { Request } from "./request.ts";

export { holdsSlot, isQueued, isSettledPhase, type Phase, phase } from "./phase.ts";

/** How many workers an electron may end before it is poisoned. */
export const deathsAllowed = 3;

/** One traced graph, the dispatch's own or a sublattice's. Arrays are by a node's number in this graph. */
export interface Graph {
  /** The sublattice that it came from; null for the dispatch's own. */
  parent: ElectronNumber | null;
  /** The electron number of its node 0. */
  base: ElectronNumber;
  phase: Uint8Array;
  /** How many of those it waits for have not completed. */
  waiting: Uint32Array;
  attempt: Uint32Array;
  deaths: Uint8Array;
  /** Index in the engine's list of executors. */
  executor: Uint8Array;
  /** The children of node n are `children[childrenFrom[n]]` up to, but without, `children[childrenFrom[n + 1]]`. */
  childrenFrom: Uint32Array;
  children: Uint32Array;
  /** Of those nodes whose author asked something of their running. */
  plans: Map<number, Plan>;
  /** Of those nodes that have none of their own. */
  priority: number;
  unsettled: number;
  someFailed: boolean;
  someCancelled: boolean;
  /** A person asked for the whole graph to end. */
  cancelAsked: boolean;
  /** The time of the sublattice that it belongs to was up. */
  timedOut: boolean;
  /** All are settled, and its sublattice or dispatch was told. */
  ended: boolean;
}

/** A dispatch that is not finished. */
export interface Run {
  dispatch: DispatchKey;
  /** By ascending `base`; graphs without nodes are not kept. */
  graphs: Graph[];
  /** The number that the next electron gets. */
  size: number;
  /** An electron of it was started. */
  begun: boolean;
  /** Nothing more of it starts. */
  paused: boolean;
  /** By what its electrons wait for: the index of their executor, and what they ask of it. */
  lanes: Map<number | string, Lane>;
  /** Priorities with which it waits for a turn, by index of the executor. */
  turns: number[][];
}

/** Electrons of a dispatch that wait for the same: if the first has to wait for room, so have all. */
export interface Lane {
  executor: number;
  request: Request;
  /** A heap of places. Those cancelled meanwhile are skipped when their turn comes. */
  waiting: number[];
}

/** Dispatches that wait for an executor with electrons of one priority. They take turns, so that none starves another. */
export interface Level {
  priority: number;
  turns: IntQueue;
}

export interface ExecutorState {
  name: string;
  /** How many electrons it takes at once; 0 while it is not there. */
  slots: number;
  busy: number;
  /** What it has of `cpus`, `memory` and other resources. Without `cpus`, each slot is one. */
  capacity: ReadonlyMap<string, number>;
  /** What of it is held, but for slots and CPUs. */
  used: Map<string, number>;
  /** The highest priority first. */
  levels: Level[];
}

export interface EngineState {
  runs: Map<DispatchKey, Run>;
  executors: ExecutorState[];
  alarms: Alarms;
}

export const engineState = (): EngineState => ({ runs: new Map(), executors: [], alarms: noAlarms() });

/** The executor's index. One that nobody has announced yet has no slots, and its electrons wait. */
export function executorIndex(state: EngineState, name: string): number {
  const known = state.executors.findIndex((executor) => executor.name === name);
  if (known >= 0) return known;
  return state.executors.push({ name, slots: 0, busy: 0, capacity: new Map(), used: new Map(), levels: [] }) - 1;
}

/** The graph that an electron is in, or undefined if the dispatch has no such electron. */
export function graphOf(run: Run, electron: ElectronNumber): Graph | undefined {
  let low = 0;
  let high = run.graphs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((run.graphs[middle]?.base ?? 0) <= electron) low = middle;
    else high = middle - 1;
  }
  const graph = run.graphs[low];
  return graph !== undefined && electron >= graph.base && electron < graph.base + graph.phase.length
    ? graph
    : undefined;
}

/** How many electrons wait for an executor, and how many are with one, at this moment. */
export function countElectrons(state: EngineState): { queued: number; running: number } {
  let queued = 0;
  for (const { graphs } of state.runs.values()) {
    for (const graph of graphs) {
      for (const at of graph.phase) if (isQueued(at)) queued++;
    }
  }
  return { queued, running: state.executors.reduce((busy, executor) => busy + executor.busy, 0) };
}
