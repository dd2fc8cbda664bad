// What each state is to a person: its word, its colour, and where it stands among the others.

import type { ElectronState, LatticeState } from "../protocol/states.ts";

/** The colours that a state may have. Every theme gives each of them a value. */
export type Tone = "idle" | "queued" | "running" | "dispatching" | "ok" | "bad";

interface Look {
  word: string;
  tone: Tone;
  /** Nothing can follow. */
  settled: boolean;
  /** It ran, and went wrong itself. */
  failure: boolean;
}

/** In the order of bars and rings: what is left of the first moving one is settled. */
const looks = {
  COMPLETED: { word: "Completed", tone: "ok", settled: true, failure: false },
  FAILED: { word: "Failed", tone: "bad", settled: true, failure: true },
  TIMED_OUT: { word: "Timed out", tone: "bad", settled: true, failure: true },
  POISONED: { word: "Poisoned", tone: "bad", settled: true, failure: true },
  UPSTREAM_FAILED: { word: "Upstream failed", tone: "bad", settled: true, failure: false },
  CANCELLED: { word: "Cancelled", tone: "idle", settled: true, failure: false },
  RUNNING: { word: "Running", tone: "running", settled: false, failure: false },
  DISPATCHING: { word: "Dispatching", tone: "dispatching", settled: false, failure: false },
  QUEUED: { word: "Queued", tone: "queued", settled: false, failure: false },
  NEW_OBJECT: { word: "Waiting", tone: "idle", settled: false, failure: false },
} as const satisfies Record<ElectronState, Look>;

/** All states, in the order of bars and rings. */
export const statesInOrder = Object.keys(looks) as readonly ElectronState[];

export const wordOf = (state: ElectronState | LatticeState): string => looks[state].word;
export const toneOf = (state: ElectronState | LatticeState): Tone => looks[state].tone;

/** Whether nothing can follow this state. */
export const hasSettled = (state: ElectronState | LatticeState): boolean => looks[state].settled;

/** Whether this state is a failure of the electron's own, not one that it inherited. */
export const isFailure = (state: ElectronState | LatticeState): boolean => looks[state].failure;

/** Whether an output will never come from an electron in this state. */
export const isBroken = (state: ElectronState): boolean => looks[state].settled && state !== "COMPLETED";

/** How many electrons are in each state. */
export type Counts = Readonly<Record<ElectronState, number>>;

export function countStates(states: Iterable<ElectronState>): Counts {
  const counts: Record<ElectronState, number> = {
    COMPLETED: 0,
    FAILED: 0,
    TIMED_OUT: 0,
    POISONED: 0,
    UPSTREAM_FAILED: 0,
    CANCELLED: 0,
    RUNNING: 0,
    DISPATCHING: 0,
    QUEUED: 0,
    NEW_OBJECT: 0,
  };
  for (const state of states) counts[state]++;
  return counts;
}

export const totalOf = (counts: Counts): number => statesInOrder.reduce((sum, state) => sum + counts[state], 0);

/** How many failed themselves. */
export const failuresIn = (counts: Counts): number => counts.FAILED + counts.TIMED_OUT + counts.POISONED;

/** The states that occur, in the order of bars and rings, each with its count. */
export function* occurring(counts: Counts): Generator<[ElectronState, number]> {
  for (const state of statesInOrder) if (counts[state] > 0) yield [state, counts[state]];
}
