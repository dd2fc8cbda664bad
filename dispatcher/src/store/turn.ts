// What is written together: all that happened in one turn of the event loop.

import type { OutputMessage, Place, StateMessage, TracedLattice } from "covalent-ts/protocol";
import type { RecordCommand } from "../engine/command.ts";
import type { DispatchKey, ElectronNumber, Millis } from "../engine/event.ts";

/** A dispatch that a client handed over. */
export interface Submission {
  dispatch: DispatchKey;
  /** Its public name. */
  id: string;
  requestKey: string;
  lattice: TracedLattice;
  origin: Place | null;
  directory: string;
  /** Of its electrons that have none of their own. */
  priority: number;
  at: Millis;
}

/** Something that an electron printed. */
export interface Print {
  dispatch: DispatchKey;
  electron: ElectronNumber;
  attempt: number;
  stream: "stdout" | "stderr";
  text: string;
  at: Millis;
}

export interface Turn {
  submissions: Submission[];
  records: RecordCommand[];
  prints: readonly Print[];
  at: Millis;
}

/** What may be announced, because it is on disk now. */
export interface Committed {
  states: StateMessage[];
  outputs: OutputMessage[];
}
