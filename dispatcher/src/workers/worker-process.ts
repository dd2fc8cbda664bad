// One worker process as its dispatcher sees it: what it was given, what it does now, and how it ended.

import type { FromWorker, ToWorker } from "covalent-ts/protocol";
import type { Logger } from "pino";
import type { Assignment, Outcome, WorkerView } from "../executors/executor.ts";
import { askToEnd, type Grace } from "./ask-to-end.ts";
import { type OutputTap, openOutputTap } from "./output-tap.ts";
import { type SpawnedWorker, signalGroup, spawnWorker } from "./spawn.ts";
import type { Switchboard } from "./switchboard.ts";

export interface WorkerOptions {
  name: string;
  identity: string;
  /** The data directory. */
  directory: string;
  program?: string | undefined;
  grace: Grace;
  /** How long it may take to be ready, in milliseconds. */
  startWithin: number;
  switchboard: Switchboard;
  now: () => number;
  log: Logger;
  /** Hears the outcome of every assignment. */
  report(outcome: Outcome): void;
  /** It can be given an assignment: after its start, and after each. */
  idle(worker: WorkerProcess): void;
  /** Its process has ended, and all there was to say of its assignment has been said. */
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

type Phase =
  | { is: "starting" }
  | { is: "idle" }
  | Busy
  /** How its assignment came out is known, and the rest of the output is being read. */
  | { is: "finishing"; assignment: Assignment }
  /** It takes no more, and ends. */
  | { is: "leaving" };

interface Busy {
  is: "busy";
  assignment: Assignment;
  /** The way to its end, once it was told to stop. */
  stopping: Disposable | null;
}

/** A worker keeps each function that it was sent; beyond so many bytes of them it is replaced. */
const mostHeld = 256 * 1024 * 1024;

export class WorkerProcess {
  readonly name: string;
  readonly #options: WorkerOptions;
  readonly #spawned: SpawnedWorker;
  readonly #tap: OutputTap;
  readonly #listening: Disposable;
  /** Hashes of the functions that it has. */
  readonly #functions = new Set<string>();
  readonly #tooSlow: NodeJS.Timeout;
  readonly #gone = Promise.withResolvers<void>();
  #phase: Phase = { is: "starting" };
  #used = false;
  /** Whether something that an electron left behind still fails in there. */
  #haunted = false;
  /** How much code and captured data it holds, in bytes. */
  #holds = 0;
  /** The dispatch that looked for a module in vain: Node does not look again in there. */
  #missedIn: string | null = null;
  /** How its process ended, or why it is made to; null while it lives. */
  #how: string | null = null;
  #ladder: Disposable | null = null;
  #finished: Promise<void> = Promise.resolve();

  constructor(options: WorkerOptions) {
    const { name, identity, directory, program, switchboard, log, now } = options;
    this.name = name;
    this.#options = options;
    this.#listening = switchboard.listen(identity, {
      said: (message) => this.#hear(message),
      garbled: (problem) => this.#end(`us, for a message that is none of ours (${problem})`),
    });
    this.#spawned = spawnWorker({ name, identity, endpoint: switchboard.endpoint, directory, program });
    const { child, stdout, stderr } = this.#spawned;
    this.#tap = openOutputTap(
      { stdout, stderr },
      ({ stream, text }) => log.info({ stream, text }, "printed while no electron ran"),
      now,
    );
    const { startWithin } = options;
    this.#tooSlow = setTimeout(() => this.#end(`us, for it was not ready after ${startWithin / 1_000} s`), startWithin);
    child.once("exit", (code, signal) => void this.#exited(signal ?? `exit code ${code}`));
    child.on("error", (error) => {
      // A child that was never there has no exit either.
      if (child.pid === undefined) void this.#exited(error.message);
    });
  }

  /** Undefined if the process could not even be made. */
  get pid(): number | undefined {
    return this.#spawned.child.pid;
  }

  get running(): Assignment | null {
    return this.#phase.is === "busy" ? this.#phase.assignment : null;
  }

  view(): WorkerView {
    const phase = this.#phase;
    const view = { name: this.name, pid: this.pid ?? 0, running: null };
    switch (phase.is) {
      case "starting":
      case "leaving":
        return { ...view, state: "starting" };
      case "idle":
        return { ...view, state: "idle" };
      case "busy":
      case "finishing":
        return { ...view, state: "busy", running: phase.assignment.name };
    }
  }

  /** Gives it something to do. Only while it is idle. */
  run(assignment: Assignment): void {
    if (this.#phase.is !== "idle") throw new Error(`worker ${this.name} is ${this.#phase.is}, and was given work`);
    const { fn, ...rest } = assignment;
    const run = { type: "run", ...rest, fn: fn.hash } as const;
    const { attempt } = assignment;
    this.#phase = { is: "busy", assignment, stopping: null };
    this.#used = true;
    this.#tap.open((piece) => this.#options.report({ type: "output", attempt, ...piece }));
    if (this.#functions.has(fn.hash)) {
      this.#send(run);
      return;
    }
    this.#functions.add(fn.hash);
    this.#holds += fn.code.byteLength;
    this.#send({ type: "function", fn }, run);
  }

  /** Whether a new worker would serve this better. */
  isStaleFor({ dispatch }: Assignment): boolean {
    return this.#holds > mostHeld || (this.#missedIn !== null && this.#missedIn !== dispatch);
  }

  /** Stops what it runs by degrees; `stopped` follows. */
  stop(): void {
    const phase = this.#phase;
    if (phase.is !== "busy" || phase.stopping !== null) return;
    phase.stopping = this.#askToEnd({ type: "cancel", attempt: phase.assignment.attempt });
  }

  /** Ends it: at once if it does nothing, otherwise by degrees. Resolves when its process has ended. */
  close(): Promise<void> {
    const { is } = this.#phase;
    if (is === "busy") this.stop();
    if (is === "starting") this.#end("the end of its dispatcher");
    if (is === "idle") {
      this.#phase = { is: "leaving" };
      this.#ladder = this.#askToEnd({ type: "exit" });
    }
    return this.#gone.promise;
  }

  #askToEnd(word: ToWorker): Disposable {
    return askToEnd(this.#signal, () => this.#send(word), this.#options.grace);
  }

  readonly #signal = (signal: NodeJS.Signals): void => {
    if (this.pid !== undefined) signalGroup(this.pid, signal);
  };

  #send(...messages: ToWorker[]): void {
    this.#options.switchboard.send(this.#options.identity, messages);
  }

  #hear(message: FromWorker): void {
    const { log, report } = this.#options;
    const phase = this.#phase;
    if (message.type === "ready") {
      clearTimeout(this.#tooSlow);
      if (phase.is === "starting") this.#becomeIdle();
    } else if (message.type === "stray") {
      // Once is enough: a timer can fail a thousand times a second.
      if (!this.#haunted)
        log.warn({ attempt: message.attempt, error: message.error }, "left behind by an electron, failed");
      this.#haunted = true;
    } else if (phase.is !== "busy" || phase.assignment.attempt !== message.attempt) {
      log.warn({ type: message.type, attempt: message.attempt }, "outcome of nothing that it runs");
    } else if (message.type === "started") {
      report({ ...message, worker: this.name });
    } else if (message.type === "threw") {
      const { spent, missed, ...outcome } = message;
      if (missed) this.#missedIn = phase.assignment.dispatch;
      this.#finish(phase, outcome, spent);
    } else {
      this.#finish(phase, message, false);
    }
  }

  #finish({ assignment, stopping }: Busy, outcome: Outcome, spent: boolean): void {
    stopping?.[Symbol.dispose]();
    this.#phase = { is: "finishing", assignment };
    this.#finished = this.#tap.drain().then(() => {
      const { attempt, at } = outcome;
      this.#options.report(stopping === null ? outcome : { type: "stopped", attempt, at });
      if (spent || this.#haunted) this.#end("us, for what an electron left behind");
      else this.#becomeIdle();
    });
  }

  #becomeIdle(): void {
    // It may have ended since it said so.
    if (this.#how !== null) return;
    this.#phase = { is: "idle" };
    this.#options.idle(this);
  }

  #end(why: string): void {
    this.#how ??= why;
    if (this.#phase.is !== "busy") this.#phase = { is: "leaving" };
    this.#signal("SIGKILL");
  }

  async #exited(signalOrCode: string): Promise<void> {
    clearTimeout(this.#tooSlow);
    this.#how ??= signalOrCode;
    // What it started has lost its owner.
    this.#signal("SIGKILL");
    // Its last words may still be on their way: the outcome of its assignment, and what it printed.
    await this.#tap.drain();
    await this.#finished;
    const phase = this.#phase;
    this.#phase = { is: "leaving" };
    this.#ladder?.[Symbol.dispose]();
    this.#listening[Symbol.dispose]();
    const stderr = this.#tap.tail();
    if (phase.is === "busy") this.#lose(phase, this.#how, stderr);
    this.#options.ended(this, { how: this.#how, stderr, used: this.#used });
    this.#gone.resolve();
  }

  /** Without `started` too: a worker that is killed at once takes the messages with it that it had not sent yet. */
  #lose({ assignment, stopping }: Busy, how: string, stderr: string): void {
    const { report, now } = this.#options;
    const { attempt } = assignment;
    stopping?.[Symbol.dispose]();
    if (stopping !== null) report({ type: "stopped", attempt, at: now() });
    else report({ type: "lost", attempt, worker: this.name, how, stderr, at: now() });
  }
}
