// All that the engine knows: for each electron a few bytes in arrays by its number. Values, names and functions are on disk.

import type { DispatchKey, ElectronNumber } from "./event.ts";
import { type IntQueue, intQueue } from "./int-queue.ts";

/** Where an electron is, more finely than what a person is shown; from COMPLETED on, nothing follows. */
export const phase = {
  WAITING: 0,
  QUEUED: 1,
  STARTING: 2,
  RUNNING: 3,
  STOPPING: 4,
  DISPATCHING: 5,
  COMPLETED: 6,
  FAILED: 7,
  TIMED_OUT: 8,
  POISONED: 9,
  CANCELLED: 10,
  UPSTREAM_FAILED: 11,
} as const;
export type Phase = (typeof phase)[keyof typeof phase];

export const isSettledPhase = (at: number): boolean => at >= phase.COMPLETED;

/** Whether an attempt of it is with an executor, and takes one of its slots. */
export const holdsSlot = (at: number): boolean =>
  at === phase.STARTING || at === phase.RUNNING || at === phase.STOPPING;

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
  unsettled: number;
  someFailed: boolean;
  someCancelled: boolean;
  /** A person asked for the whole graph to end. */
  cancelAsked: boolean;
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
  /** Electrons that could start, by index of their executor. Those cancelled meanwhile are skipped when their turn comes. */
  ready: (IntQueue | undefined)[];
}

export interface ExecutorState {
  name: string;
  /** How many electrons it takes at once; 0 while it is not there. */
  slots: number;
  busy: number;
  /** Dispatches with electrons ready for it. They take turns, so that a wide one does not keep a small one waiting. */
  turns: IntQueue;
}

export interface EngineState {
  runs: Map<DispatchKey, Run>;
  executors: ExecutorState[];
}

export const engineState = (): EngineState => ({ runs: new Map(), executors: [] });

/** The executor's index. One that nobody has announced yet has no slots, and its electrons wait. */
export function executorIndex(state: EngineState, name: string): number {
  const known = state.executors.findIndex((executor) => executor.name === name);
  if (known >= 0) return known;
  return state.executors.push({ name, slots: 0, busy: 0, turns: intQueue() }) - 1;
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
      for (const at of graph.phase) if (at === phase.QUEUED) queued++;
    }
  }
  return { queued, running: state.executors.reduce((busy, executor) => busy + executor.busy, 0) };
}
