// One worker process as its dispatcher sees it: what it was given, what it does now, and how it ended.

import type { FromWorker, ToWorker } from "covalent-ts/protocol";
import type { Assignment, Outcome, WorkerView } from "../executors/executor.ts";
import { Ahead, type Dropped } from "./ahead.ts";
import { askToEnd } from "./ask-to-end.ts";
import { endsIn } from "./brief-ends.ts";
import { EndsHeard } from "./ends-heard.ts";
import { type OutputTap, openOutputTap } from "./output-tap.ts";
import { runMessage } from "./run-message.ts";
import { type LivingWorker, signalGroup } from "./spawn.ts";
import { readMessage } from "./switchboard.ts";
import type { WorkerOptions } from "./worker-options.ts";

type Phase =
  | { is: "starting" }
  /** It runs the first of what it was given. */
  | { is: "at-work" }
  /** How its first assignment came out is known, and the rest of the output is being read. */
  | { is: "finishing" }
  /** It takes no more, and ends. */
  | { is: "leaving" };

/** What it runs, as long as that lasts. */
interface Running {
  assignment: Assignment;
  since: number;
  /** The dispatcher knows that it runs: a brief electron's start is told with its end. */
  told: boolean;
  /** The way to its end, once it was told to stop. */
  stopping: Disposable | null;
}

/** A worker keeps each function that it was sent; beyond so many bytes of them it is replaced. */
const mostHeld = 256 * 1024 * 1024;

/** How long a worker that can answer needs to, in milliseconds. */
const dropsWithin = 100;

/** How long an electron runs, in milliseconds, before its start is told ahead of its end. */
const newsAfter = 5;

export class WorkerProcess {
  readonly name: string;
  readonly #options: WorkerOptions;
  readonly #process: LivingWorker;
  readonly #tap: OutputTap;
  readonly #listening: Disposable;
  readonly #ends: EndsHeard;
  /** Hashes of the functions that it has. */
  readonly #functions = new Set<string>();
  readonly #tooSlow: NodeJS.Timeout;
  readonly #gone = Promise.withResolvers<void>();
  readonly #ahead = new Ahead();
  #running: Running | null = null;
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
  #news: NodeJS.Timeout | undefined;
  #finished: Promise<void> = Promise.resolve();

  constructor(options: WorkerOptions) {
    const { name, identity, switchboard, log, now, holds } = options;
    this.name = name;
    this.#options = options;
    this.#ends = new EndsHeard(endsIn(switchboard.folder, identity));
    this.#listening = switchboard.listen(identity, {
      said: (message) => this.#hear(message),
      ended: (batch) => this.#hearEnds(this.#ends.news(batch)),
      garbled: (problem) => this.#end(`us, for a message that is none of ours (${problem})`),
    });
    this.#process = options.begin();
    this.#tap = openOutputTap(
      this.#process.output,
      ({ stream, text }) => log.info({ stream, text }, "printed while no electron ran"),
      now,
    );
    const { startWithin } = options;
    this.#tooSlow = setTimeout(() => this.#end(`us, for it was not ready after ${startWithin / 1_000} s`), startWithin);
    void this.#process.ended.then((how) => this.#exited(how));
    if (holds !== null) this.#takeUp(holds);
  }

  #takeUp(assignment: Assignment): void {
    const { now, report } = this.#options;
    const { attempt } = assignment;
    clearTimeout(this.#tooSlow);
    this.#used = true;
    this.#phase = { is: "at-work" };
    this.#running = { assignment, since: now(), told: true, stopping: null };
    this.#tap.open((piece) => report({ type: "output", attempt, ...piece }));
  }

  /** Undefined if the process could not even be made. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** How many assignments it has; null if it takes none. */
  get load(): number | null {
    const { is } = this.#phase;
    if (
      this.#options.holds !== null ||
      is === "starting" ||
      is === "leaving" ||
      this.#how !== null ||
      this.#ahead.isRecalling
    )
      return null;
    return this.#ahead.length + (this.#running === null ? 0 : 1);
  }

  view(): WorkerView {
    const view = { name: this.name, pid: this.pid ?? 0, running: null };
    if (this.#running !== null) return { ...view, state: "busy", running: this.#running.assignment.name };
    return { ...view, state: this.load === null ? "starting" : "idle" };
  }

  /** Gives it something to do, after what it has. */
  run(assignment: Assignment): void {
    if (this.load === null) throw new Error(`worker ${this.name} is ${this.#phase.is}, and was given work`);
    const { order, functions } = runMessage(assignment);
    const unheard = functions.filter(({ hash }) => !this.#functions.has(hash));
    this.#used = true;
    this.#ahead.add(assignment);
    for (const { hash, code } of unheard) {
      this.#functions.add(hash);
      this.#holds += code.byteLength;
    }
    this.#send(...unheard.map((fn) => ({ type: "function", fn }) as const), order);
    if (this.#phase.is === "at-work") this.#beginNext();
  }

  /** Whether a new worker would serve this better. */
  isStaleFor({ dispatch }: Assignment): boolean {
    return this.#holds > mostHeld || (this.#missedIn !== null && this.#missedIn !== dispatch);
  }

  /** Stops what it was given: what runs by degrees, and `stopped` follows. False if it has no such attempt. */
  stop(attempt: string): boolean {
    if (this.#running?.assignment.attempt === attempt) {
      this.#running.stopping ??= this.#askToEnd({ type: "cancel", attempt });
      return true;
    }
    if (!this.#ahead.has(attempt)) return false;
    this.#recall([attempt], "stopped");
    return true;
  }

  /** Takes back what it has not begun, if what it runs has lasted so many milliseconds. Says whether there was any. */
  takeBackAfter(millis: number): boolean {
    if (!this.#lasts(millis) || this.#phase.is !== "at-work") return false;
    const attempts = this.#ahead.unasked();
    if (attempts.length > 0) this.#recall(attempts, "handed-back");
    return attempts.length > 0;
  }

  /** Whether what it runs has lasted so many milliseconds. */
  #lasts(millis: number): boolean {
    const isLong = (): boolean => this.#running !== null && this.#options.now() - this.#running.since >= millis;
    if (isLong() && this.#ahead.length > 0) this.#catchUp();
    return isLong();
  }

  #recall(attempts: string[], as: Dropped): void {
    this.#ahead.recall(attempts, as);
    this.#send({ type: "drop", attempts });
    const running = this.#running;
    // One whose thread is kept busy does not answer, and reads this before it begins another.
    const force = () => {
      this.#catchUp();
      if (running === this.#running) this.#giveUp(attempts);
    };
    setTimeout(force, dropsWithin).unref();
  }

  /** It will not begin these, although this may have followed it further than it went. */
  #giveUp(attempts: readonly string[]): void {
    const { report, now, room } = this.#options;
    // The last first: each goes before those that wait.
    for (const attempt of attempts.toReversed()) {
      const { as, wasThere } = this.#ahead.drop(attempt);
      if (!wasThere && this.#running?.assignment.attempt !== attempt) continue;
      const stopped = !wasThere && this.#running?.stopping;
      if (stopped) stopped[Symbol.dispose]();
      if (!wasThere) this.#running = null;
      report({ type: stopped ? "stopped" : as, attempt, at: now() });
    }
    if (this.#phase.is === "at-work") this.#beginNext();
    room(this);
  }

  /** Ends it: at once if it does nothing, otherwise by degrees. Resolves when its process has ended. */
  close(): Promise<void> {
    // Without a word to the dispatcher: it starts them again when it is opened again.
    const attempts = this.#ahead.takeAll();
    if (attempts.length > 0) this.#send({ type: "drop", attempts });
    if (this.#phase.is === "starting") this.#end("the end of its dispatcher");
    else if (this.#running !== null) this.stop(this.#running.assignment.attempt);
    else if (this.#phase.is === "at-work") {
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

  /** The worker begins the next by itself: this only follows it. */
  #beginNext(): void {
    if (this.#running !== null) return;
    const next = this.#ahead.next();
    if (next === undefined) return;
    const { assignment, recalled } = next;
    const { now, report } = this.#options;
    const { attempt } = assignment;
    this.#running = { assignment, since: now(), told: false, stopping: null };
    this.#tap.open((piece) => report({ type: "output", attempt, ...piece }));
    this.#news ??= setTimeout(this.#tellNews, newsAfter);
    if (recalled === "stopped") this.stop(attempt);
  }

  readonly #tellNews = (): void => {
    this.#news = undefined;
    const isLong = this.#lasts(newsAfter);
    if (this.#running === null || this.#running.told) return;
    if (isLong) this.#tellStart(this.#running);
    else this.#news ??= setTimeout(this.#tellNews, newsAfter);
  };

  #tellStart(running: Running, at = running.since): void {
    if (running.told) return;
    running.told = true;
    this.#options.report({ type: "started", attempt: running.assignment.attempt, worker: this.name, at });
  }

  /** It may be further than it was heard to be: what it has not sent yet is in its file. */
  #catchUp(): void {
    this.#hearEnds(this.#ends.unsent());
  }

  #hearEnds(records: readonly Uint8Array[]): void {
    for (const record of records) {
      const message = readMessage(record);
      if (typeof message === "string") this.#end(`us, for an end that is none of ours (${message})`);
      else this.#hear(message);
    }
  }

  #hear(message: FromWorker): void {
    const { log } = this.#options;
    const running = this.#running;
    if (message.type === "ready") {
      clearTimeout(this.#tooSlow);
      if (this.#phase.is === "starting") this.#becomeReady();
    } else if (message.type === "stray") {
      // Once is enough: a timer can fail a thousand times a second.
      if (!this.#haunted)
        log.warn({ attempt: message.attempt, error: message.error }, "left behind by an electron, failed");
      this.#haunted = true;
    } else if (message.type === "dropped") {
      this.#giveUp(message.attempts);
    } else if (message.type === "attached") {
      this.#attach(message.attempts);
    } else if (this.#phase.is !== "at-work" || running?.assignment.attempt !== message.attempt) {
      log.warn({ type: message.type, attempt: message.attempt }, "outcome of nothing that it runs");
      if (message.waits) this.#send({ type: "next" });
      // It works in order: how the one before came out will never be heard.
      if (this.#ahead.has(message.attempt)) this.#end("us, for an end was heard before that of the one before it");
    } else if (message.type === "threw") {
      const { spent, missed, took, waits: _, ...outcome } = message;
      if (missed) this.#missedIn = running.assignment.dispatch;
      this.#finish(running, outcome, took, spent);
    } else {
      const { took, waits, ...outcome } = message;
      this.#options.took(took);
      if (waits || this.#isLast || running.stopping !== null) this.#finish(running, outcome, took, false);
      else this.#settle(running, outcome, took);
    }
  }

  /** Whether it ends with what it runs. */
  get #isLast(): boolean {
    return this.#haunted || this.#options.holds !== null;
  }

  /** It speaks with us in place of the dispatcher that started it. What it holds no more, it told that one, who told nobody. */
  #attach(attempts: readonly string[]): void {
    const { log, now } = this.#options;
    const running = this.#running;
    log.info({ attempts }, "worker of another dispatcher came over");
    if (running === null || this.#phase.is !== "at-work" || attempts.includes(running.assignment.attempt)) return;
    const { attempt } = running.assignment;
    this.#finish(running, { type: "stopped", attempt, at: now() }, 0, true);
  }

  #settle(running: Running, outcome: Outcome, took: number): void {
    const { attempt, at } = outcome;
    running.stopping?.[Symbol.dispose]();
    this.#tellStart(running, at - took);
    this.#running = null;
    this.#options.report(running.stopping === null ? outcome : { type: "stopped", attempt, at });
    if (this.#phase.is === "at-work") this.#beginNext();
    this.#options.room(this);
  }

  /** Reads all that it printed before anything else of it is told. */
  #finish(running: Running, outcome: Outcome, took: number, spent: boolean): void {
    running.stopping?.[Symbol.dispose]();
    this.#phase = { is: "finishing" };
    this.#finished = this.#tap.drain().then(() => {
      const gone = this.#how !== null;
      // What it was told to stop may have left others running, which nobody would stop.
      if (spent || this.#isLast || running.stopping !== null) this.#phase = { is: "leaving" };
      else if (!gone) {
        this.#phase = { is: "at-work" };
        this.#send({ type: "next" });
      }
      this.#settle(running, outcome, took);
      if (this.#phase.is === "leaving" && !gone) this.#end("us, for what it ran was its last");
    });
  }

  #becomeReady(): void {
    // It may have ended since it said so.
    if (this.#how !== null) return;
    this.#phase = { is: "at-work" };
    this.#options.room(this);
  }

  #end(why: string): void {
    this.#how ??= why;
    if (this.#running === null || this.#phase.is !== "at-work") this.#phase = { is: "leaving" };
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
    this.#catchUp();
    this.#ends.remove();
    await this.#process.output.remove();
    clearTimeout(this.#news);
    this.#phase = { is: "leaving" };
    this.#ladder?.[Symbol.dispose]();
    this.#listening[Symbol.dispose]();
    const stderr = this.#tap.tail();
    if (this.#running !== null) this.#lose(this.#running, this.#how, stderr);
    this.#giveUp(this.#ahead.attempts());
    this.#options.ended(this, { how: this.#how, stderr, used: this.#used });
    this.#gone.resolve();
  }

  #lose(running: Running, how: string, stderr: string): void {
    const { report, now } = this.#options;
    const { attempt } = running.assignment;
    running.stopping?.[Symbol.dispose]();
    this.#running = null;
    if (running.stopping !== null) report({ type: "stopped", attempt, at: now() });
    else {
      this.#tellStart(running);
      report({ type: "lost", attempt, worker: this.name, how, stderr, at: now() });
    }
  }
}
