// What a worker process is told when it is made, and what it tells when it has ended.

import type { Logger } from "pino";
import type { Assignment, Outcome } from "../executors/executor.ts";
import type { Grace } from "./ask-to-end.ts";
import type { LivingWorker } from "./spawn.ts";
import type { Switchboard } from "./switchboard.ts";
import type { WorkerProcess } from "./worker-process.ts";

export interface WorkerOptions {
  name: string;
  identity: string;
  /** Starts its process, or takes over one. */
  begin(): LivingWorker;
  /** What it runs already, for a dispatcher that is no more; it ends with that. */
  holds: Assignment | null;
  grace: Grace;
  /** How long it may take to be ready, in milliseconds. */
  startWithin: number;
  switchboard: Switchboard;
  now: () => number;
  log: Logger;
  /** Hears the outcome of every assignment. */
  report(outcome: Outcome): void;
  /** An electron returned after so many milliseconds. */
  took(millis: number): void;
  /** It can be given an assignment, or one more: after its start, and after each end. */
  room(worker: WorkerProcess): void;
  /** Its process has ended, and all there was to say of its assignments has been said. */
  ended(worker: WorkerProcess, end: WorkerEnd): void;
}

export interface WorkerEnd {
  /** "SIGKILL", "exit code 3". */
  how: string;
  /** The last of what it printed on stderr. */
  stderr: string;
  /** Whether it was ever given anything to run. */
  used: boolean;
}
