// What the engine wants done. Records are put on disk together, then announced; only then are `start` and `stop` carried out.

import type { Printed, TracedLattice, WireError, WireValue } from "covalent-ts/protocol";
import type { Attempt, DispatchKey, ElectronNumber, Millis } from "./event.ts";

/** An electron goes on to another state. */
export type Move = { type: "move"; dispatch: DispatchKey; electron: ElectronNumber } & (
  | { to: "QUEUED"; at: Millis }
  /** Its last attempt came to nothing, and it waits for another. */
  | { to: "REQUEUED"; at: Millis }
  /** An executor was chosen; shown as QUEUED until a worker says that it began. */
  | { to: "STARTING"; attempt: number }
  | { to: "RUNNING"; worker: string; at: Millis }
  /** It was told to stop; shown as what it was until it has. */
  | { to: "STOPPING" }
  | { to: "COMPLETED"; value: WireValue; printed: Printed; at: Millis }
  | { to: "FAILED"; error: WireError; at: Millis }
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
      state: "COMPLETED" | "FAILED" | "CANCELLED";
      at: Millis;
    }
  /** A person wants the graph to end, whatever its electrons still come to. */
  | { type: "cancel-graph"; dispatch: DispatchKey; parent: ElectronNumber | null }
  /** An attempt ended without a result, through no word of its electron. */
  | ({ type: "end-attempt"; at: Millis } & Attempt &
      (
        | { by: "worker-lost"; worker: string; how: string; stderr: string; deaths: number }
        /** The dispatcher ended, and its workers with it. */
        | { by: "restart" }
      ));

export type Command =
  | RecordCommand
  | ({ type: "start"; executor: string } & Attempt)
  | ({ type: "stop"; executor: string } & Attempt);
