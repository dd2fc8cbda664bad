// What can happen to the engine. Events are in the past tense, and `at` is the only clock that the engine has.

import type { ElectronState, Policy, Printed, TracedLattice, WireError, WireValue } from "covalent-ts/protocol";

/** Milliseconds since 1970. */
export type Millis = number;

/** A dispatch as the engine and the store count them; its public name is known to the store. */
export type DispatchKey = number;

/** An electron's number in its dispatch. */
export type ElectronNumber = number;

/** What the engine needs to know of a graph's node; the rest of it stays on disk. */
export interface NodeShape {
  readonly needs: readonly number[];
  readonly after: readonly number[];
  readonly executor: { readonly name: string };
  readonly policy?: Policy | undefined;
}

/** Where an electron was when the dispatcher ended. */
export interface ElectronRow {
  state: ElectronState;
  /** 0 before the first start. */
  attempt: number;
  /** How many workers it ended. */
  deaths: number;
  /** It was told to stop. */
  stopping: boolean;
  /** What is known of one whose author asked something of its running. */
  times?: Times | undefined;
}

export interface Times {
  /** Tries that failed by themselves. */
  failures: number;
  /** When it was ready first. */
  readyAt: Millis | null;
  queuedAt: Millis | null;
  startedAt: Millis | null;
  /** When it is tried again, if it waits for that. */
  retryAt: Millis | null;
}

/** A graph of an unfinished dispatch, as it stands on disk. */
export interface ResumedGraph {
  /** The sublattice that it came from; null for the dispatch's own. */
  parent: ElectronNumber | null;
  base: ElectronNumber;
  cancelled: boolean;
  nodes: readonly NodeShape[];
  electrons: readonly ElectronRow[];
}

/** One try at running an electron. A result of any but the latest try changes nothing. */
export interface Attempt {
  dispatch: DispatchKey;
  electron: ElectronNumber;
  /** Counted from 1. */
  attempt: number;
}

export type AttemptStarted = Attempt & { type: "electron-started"; worker: string; at: Millis };

export type AttemptEnded = Attempt & { at: Millis } & (
    | { type: "returned"; value: WireValue; printed: Printed }
    /** A sublattice ran, and this is the graph that it made. */
    | { type: "traced"; lattice: TracedLattice }
    /** `retry` is false if its author chose after which errors it is tried again, and did not choose this. */
    | { type: "threw"; error: WireError; retry?: boolean | undefined }
    /** It was told to stop, and has. */
    | { type: "stopped" }
    /** Its executor never began it: the same attempt starts again. */
    | { type: "handed-back" }
    /** Its worker ended under it. */
    | { type: "lost"; worker: string; how: string; stderr: string }
  );

export type Event =
  /** `priority` is that of its electrons that have none, 0 if absent. */
  | { type: "submitted"; dispatch: DispatchKey; nodes: readonly NodeShape[]; priority?: number | undefined; at: Millis }
  /** The dispatcher was started again, and found this dispatch unfinished. */
  | {
      type: "resumed";
      dispatch: DispatchKey;
      begun: boolean;
      paused?: boolean;
      priority?: number;
      graphs: readonly ResumedGraph[];
      /** Those that run on, since their workers outlived the dispatcher. @defaultValue none */
      kept?: readonly ElectronNumber[];
      at: Millis;
    }
  /** The submit could not be written, so it never was. */
  | { type: "withdrawn"; dispatch: DispatchKey; at: Millis }
  /** A person wants it to end: all of it (null), or these electrons and what depends on them. */
  | { type: "cancel-asked"; dispatch: DispatchKey; electrons: readonly ElectronNumber[] | null; at: Millis }
  /** A person wants nothing more of it to start, or wants it to go on. */
  | { type: "pause-asked"; dispatch: DispatchKey; paused: boolean; at: Millis }
  /** The shell was asked to say so. */
  | { type: "woke"; at: Millis }
  /** What an executor has: `cpus`, `memory` in bytes, and what else it counts. */
  | { type: "capacity-announced"; executor: string; capacity: Readonly<Record<string, number>>; at: Millis }
  | { type: "slots-changed"; executor: string; slots: number; at: Millis }
  | AttemptStarted
  | AttemptEnded;
