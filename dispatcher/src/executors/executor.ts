// What an executor is to the dispatcher: something with slots that takes assignments, and says what became of them.

import type {
  ExecutorChoice,
  Place,
  Printed,
  ShippedFunction,
  TracedLattice,
  WireError,
  WireValue,
} from "covalent-ts/protocol";

/** Names one try at running an electron, over all dispatches. */
export type AttemptId = string;

/** One electron to run, with all that it needs. */
export interface Assignment {
  attempt: AttemptId;
  dispatch: string;
  electron: number;
  name: string;
  kind: "electron" | "sublattice";
  /** Given whole; an executor that knows where a function already is sends its hash alone. */
  fn: ShippedFunction;
  call: Uint8Array;
  inputs: [node: number, value: WireValue][];
  directory: string;
  executor: ExecutorChoice;
  place: Place | null;
  /** Which try this is, counted from 1. */
  nth: number;
  /** After which errors it would be tried again, to be said of one that it throws; undefined: after any. */
  retryOn?: readonly string[] | ShippedFunction | undefined;
}

/** What became of an assignment. `started` comes at most once, then output, then exactly one end. */
export type Outcome =
  | { type: "started"; attempt: AttemptId; worker: string; at: number }
  | { type: "output"; attempt: AttemptId; stream: "stdout" | "stderr"; text: string; at: number }
  | { type: "returned"; attempt: AttemptId; value: WireValue; printed: Printed; at: number }
  | { type: "traced"; attempt: AttemptId; lattice: TracedLattice; at: number }
  /** `retry` is false where `retryOn` does not name the error. */
  | { type: "threw"; attempt: AttemptId; error: WireError; retry?: boolean | undefined; at: number }
  /** It was told to stop, and has. */
  | { type: "stopped"; attempt: AttemptId; at: number }
  /** It was not begun, nor will be: the same attempt can be started again. */
  | { type: "handed-back"; attempt: AttemptId; at: number }
  /** Its worker ended under it. `how`: "SIGKILL", "exit code 3". */
  | { type: "lost"; attempt: AttemptId; worker: string; how: string; stderr: string; at: number };

export interface WorkerView {
  name: string;
  pid: number;
  state: "starting" | "idle" | "busy";
  /** "trainSvm" while busy. */
  running: string | null;
}

export interface Executor extends AsyncDisposable {
  /** What an electron names it by. */
  readonly name: string;
  /** How many assignments it takes at once. The dispatcher never gives it more, but for those it had when this went down. */
  readonly slots: number;
  /** What it has taken over from the dispatcher before, of what that one ran: their outcomes follow. */
  readonly kept: ReadonlySet<AttemptId>;
  /** What electrons may ask for: `cpus`, `memory` in bytes, and tokens. @defaultValue as many `cpus` as it has slots when it is opened */
  readonly capacity?: Readonly<Record<string, number>>;
  start(assignment: Assignment): void;
  /** Stops an attempt: abort signal, then SIGTERM, then SIGKILL of the worker's process group. `stopped` follows. */
  stop(attempt: AttemptId): void;
  workers(): WorkerView[];
}

/** What an executor says to its dispatcher. */
export interface Reports {
  outcome(outcome: Outcome): void;
  /** It takes more assignments at once from now on, or fewer. */
  slots(slots: number): void;
}

/** An attempt that ran when the dispatcher before ended, and where. */
export interface LeftRunning {
  worker: string;
  assignment: Assignment;
}

/** @param leftRunning what ran when the dispatcher before ended. Of what it does not keep, nothing goes on. */
export type OpenExecutor = (report: Reports, leftRunning: () => LeftRunning[]) => Promise<Executor>;
