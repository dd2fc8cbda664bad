// What the engine wants done. Records are put on disk together, then announced; only then is the rest carried out.

import type { Printed, TimeLimit, TracedLattice, WireError, WireValue } from "covalent-ts/protocol";
import type { Attempt, DispatchKey, ElectronNumber, Millis } from "./event.ts";

/** Why a try failed: by what its function threw, or past the time for one run. */
export type Failed = { by: "threw"; error: WireError } | { by: "timed-out"; millis: Millis };

/** An electron goes on to another state. */
export type Move = {
  type: "move";
  dispatch: DispatchKey;
  electron: ElectronNumber;
} /** `timed` if its time is counted from now on, over all tries. */ & (
  | { to: "QUEUED"; at: Millis; timed?: true }
  /** Its last attempt came to nothing, and it waits for another; `again` if it was DELAYED until now. */
  | { to: "REQUEUED"; at: Millis; again?: true }
  /** It failed, and waits for another try until then; shown as QUEUED. */
  | ({ to: "DELAYED"; until: Millis } & Failed)
  /** An executor was chosen; shown as QUEUED until a worker says that it began. */
  | { to: "STARTING"; attempt: number }
  | { to: "RUNNING"; worker: string; at: Millis }
  /** It was told to stop; shown as what it was until it has. */
  | { to: "STOPPING" }
  | { to: "COMPLETED"; value: WireValue; printed: Printed; at: Millis }
  | { to: "FAILED"; error: WireError; at: Millis }
  | { to: "TIMED_OUT"; limit: TimeLimit; millis: Millis; at: Millis }
  | { to: "POISONED"; deaths: number; how: string; stderr: string; at: Millis }
  | { to: "CANCELLED"; at: Millis }
  /** `failed` is the electron whose failure reaches this one. */
  | { to: "UPSTREAM_FAILED"; failed: ElectronNumber; at: Millis }
);

/** What is put on disk, in the order given. */
export type RecordCommand =
  | Move
  /** The first electron of the dispatch runs. */
  | { type: "begin-lattice"; dispatch: DispatchKey; at: Millis }
  /** A sublattice's electrons join the dispatch, numbered from `base`; the sublattice is DISPATCHING from now on. */
  | { type: "expand"; dispatch: DispatchKey; parent: ElectronNumber; base: ElectronNumber; lattice: TracedLattice }
  /** All electrons of a graph are settled: of the dispatch's own (null), or of a sublattice's. */
  | {
      type: "end-graph";
      dispatch: DispatchKey;
      parent: ElectronNumber | null;
      /** TIMED_OUT: only a sublattice, by its `total`. */
      state: "COMPLETED" | "FAILED" | "CANCELLED" | "TIMED_OUT";
      at: Millis;
    }
  /** Nothing more of it starts, or it goes on. */
  | { type: "pause"; dispatch: DispatchKey; paused: boolean; at: Millis }
  /** A person wants the graph to end, or its time is up, whatever its electrons still come to. */
  | { type: "cancel-graph"; dispatch: DispatchKey; parent: ElectronNumber | null }
  /** An attempt ended without a result, and is not the last. */
  | ({ type: "end-attempt"; at: Millis } & Attempt &
      (
        | { by: "worker-lost"; worker: string; how: string; stderr: string; deaths: number }
        | (Failed & { failures: number })
        /** The dispatcher ended, and its workers with it. */
        | { by: "restart" }
      ));

export type Command =
  | RecordCommand
  /** `woke` is to happen at that time. The latest of these counts. */
  | { type: "wake"; at: Millis }
  | ({ type: "start"; executor: string } & Attempt)
  | ({ type: "stop"; executor: string } & Attempt);
