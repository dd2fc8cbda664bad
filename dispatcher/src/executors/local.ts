// Runs electrons on this machine, in a pool of worker processes that are started before they are needed.

import { randomUUID } from "node:crypto";
import { CovalentError } from "covalent-ts/errors";
import { describeError } from "covalent-ts/ship";
import type { Logger } from "pino";
import type { Refusals } from "../refusals.ts";
import { defaultGrace, type Grace } from "../workers/ask-to-end.ts";
import { adoptWorker, findLeftovers, type Leftover } from "../workers/leftovers.ts";
import { makeOutputPipes, openOutputPipes, sweepOutputPipes } from "../workers/output-pipes.ts";
import { defaultOutlive, openReaper, type Reaper } from "../workers/reaper.ts";
import { type LivingWorker, signalGroup, spawnWorker } from "../workers/spawn.ts";
import { openSwitchboard, type Switchboard } from "../workers/switchboard.ts";
import type { WorkerEnd } from "../workers/worker-options.ts";
import { WorkerProcess } from "../workers/worker-process.ts";
import type {
  Assignment,
  AttemptId,
  Executor,
  LeftRunning,
  OpenExecutor,
  Outcome,
  Reports,
  WorkerView,
} from "./executor.ts";
import { lookAhead } from "./look-ahead.ts";
import { localCapacity } from "./resources.ts";

export interface LocalExecutorOptions {
  /** How many electrons run at a time. */
  workers: number;
  /** What electrons may ask for besides CPUs, by name. @defaultValue the machine's memory */
  resources?: Readonly<Record<string, number>> | undefined;
  /** The data directory: big values go to its blob store. */
  directory: string;
  log: Logger;
  /** Counts messages of processes that are no workers of its own. */
  refusals?: Refusals;
  /** How long an electron that is told to stop is given to end by itself. */
  grace?: Partial<Grace> | undefined;
  /** How long a worker may take to be ready, in milliseconds, before another is tried. @defaultValue 30_000 */
  startWithin?: number;
  /** How long workers that run something outlive this process, if it is killed, in milliseconds. @defaultValue 300_000 */
  outlive?: number | undefined;
  /** Path of the worker's program. @defaultValue `COVALENT_WORKER`, else the one of this package */
  program?: string;
}

/** So many workers in a row may end without having run anything; then what waits for one is refused. */
const startsBeforeRefusal = 3;
/** The first such end is followed by a new worker at once, the n-th after `min(longest, first · 2^(n−2))` milliseconds. */
const firstWait = 100;
const longestWait = 10_000;

/** A worker needs 0.2 s; a loaded machine gets a hundred times that. */
const defaultStartWithin = 30_000;

/** An electron that runs so long, in milliseconds, keeps none waiting behind it. */
const stallsAfter = 20;

/** The executor named "local". It can be used at once: what comes before its workers are up waits for one. */
export const openLocalExecutor =
  (options: LocalExecutorOptions): OpenExecutor =>
  async (report, leftRunning) => {
    const switchboard = await openSwitchboard(options.directory, options.log, options.refusals);
    const executor = new LocalExecutor(options, switchboard, report);
    await executor.takeOver(await findLeftovers(switchboard.endpoint), leftRunning);
    await switchboard.bind();
    executor.fill();
    return executor;
  };

class LocalExecutor implements Executor {
  readonly name = "local";
  readonly kept = new Set<AttemptId>();
  slots: number;
  readonly capacity: Readonly<Record<string, number>>;
  readonly #options: LocalExecutorOptions;
  readonly #switchboard: Switchboard;
  readonly #report: Reports;
  readonly #workers = new Set<WorkerProcess>();
  readonly #lookAhead = lookAhead();
  readonly #waiting: Assignment[] = [];
  readonly #starts = new Set<Promise<void>>();
  readonly #restarts = new Set<NodeJS.Timeout>();
  readonly #reaper: Reaper;
  #named = 0;
  /** Workers that ended without having run anything, since one last did. */
  #failedStarts = 0;
  #stallWatch: NodeJS.Timeout | undefined;
  #closing: Promise<void> | null = null;

  constructor(options: LocalExecutorOptions, switchboard: Switchboard, report: Reports) {
    this.slots = options.workers;
    this.capacity = localCapacity(options.workers, options.resources ?? {});
    this.#options = options;
    this.#switchboard = switchboard;
    this.#report = report;
    this.#reaper = openReaper(options.directory, options.outlive ?? defaultOutlive);
  }

  /** Keeps those workers of the dispatcher before that run what it wrote that they run, and ends the others. */
  async takeOver(leftovers: readonly Leftover[], leftRunning: () => LeftRunning[]): Promise<void> {
    const folder = this.#switchboard.folder;
    const ours =
      leftovers.length === 0 ? [] : leftRunning().filter((left) => left.assignment.executor.name === this.name);
    const runs = new Map(ours.map(({ worker, assignment }) => [worker, assignment]));
    const kept = leftovers.filter(({ about }) => runs.has(about.name));
    const ended = leftovers.filter(({ about }) => !runs.has(about.name)).map(({ pid }) => pid);
    for (const pid of ended) signalGroup(pid, "SIGKILL");
    await sweepOutputPipes(
      folder,
      kept.map(({ about }) => about.identity),
    );
    for (const leftover of kept) {
      const { name, identity } = leftover.about;
      const output = await openOutputPipes(folder, identity);
      const holds = runs.get(name) ?? null;
      if (holds !== null) this.kept.add(holds.attempt);
      this.#named = Math.max(this.#named, Number(name.slice(1)));
      this.#addWorker({ name, identity }, () => adoptWorker(leftover, output), holds);
    }
    if (leftovers.length > 0) this.#options.log.warn({ kept: [...this.kept], ended }, "a dispatcher was killed");
  }

  /** Starts as many workers as are missing. */
  fill(): void {
    for (;;) {
      const workers = this.#workers.size + this.#starts.size + this.#restarts.size;
      if (workers >= this.#options.workers || this.#closing !== null) return;
      this.#startWorker();
    }
  }

  start(assignment: Assignment): void {
    this.#waiting.push(assignment);
    this.#assign();
  }

  stop(attempt: AttemptId): void {
    const waiting = this.#waiting.findIndex((assignment) => assignment.attempt === attempt);
    if (waiting >= 0) {
      this.#waiting.splice(waiting, 1);
      // Not from within the caller's own turn: nobody expects an outcome before `stop` has returned.
      queueMicrotask(() => this.#tell({ type: "stopped", attempt, at: Date.now() }));
      return;
    }
    for (const worker of this.#workers) if (worker.stop(attempt)) return;
  }

  workers(): WorkerView[] {
    return [...this.#workers].map((worker) => worker.view());
  }

  /** Stops what runs, without a word to the dispatcher: it will start those electrons again. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    for (const restart of this.#restarts) clearTimeout(restart);
    await Promise.all(this.#starts);
    clearInterval(this.#stallWatch);
    await Promise.all([...this.#workers].map((worker) => worker.close()));
    this.#reaper[Symbol.dispose]();
    await this.#switchboard[Symbol.asyncDispose]();
  }

  #tell(outcome: Outcome): void {
    if (this.#closing === null) this.#report.outcome(outcome);
  }

  #startWorker(): void {
    const { directory, program } = this.#options;
    const { folder, endpoint } = this.#switchboard;
    this.#named += 1;
    const name = `w${this.#named}`;
    const identity = `${name}.${randomUUID()}`;
    const start = makeOutputPipes(folder, identity)
      .then((pipes) => {
        const begin = () => spawnWorker({ name, identity, endpoint, directory, program, pipes });
        this.#addWorker({ name, identity }, begin, null);
      })
      .finally(() => this.#starts.delete(start))
      .catch((error: unknown) => this.#startAnother({ how: String(error), stderr: "", used: false }));
    this.#starts.add(start);
  }

  #addWorker(about: { name: string; identity: string }, begin: () => LivingWorker, holds: Assignment | null): void {
    const { grace, startWithin = defaultStartWithin, log } = this.#options;
    const worker = new WorkerProcess({
      ...about,
      begin,
      holds,
      grace: { ...defaultGrace, ...grace },
      startWithin,
      switchboard: this.#switchboard,
      now: Date.now,
      log: log.child({ worker: about.name }),
      report: (outcome) => this.#tell(outcome),
      took: (millis) => this.#adapt(millis),
      room: () => this.#giveMore(worker),
      ended: (_, end) => this.#replace(worker, end),
    });
    this.#workers.add(worker);
    if (worker.pid !== undefined) this.#reaper.began(worker.pid);
  }

  #giveMore(worker: WorkerProcess): void {
    if (this.#closing !== null) void worker.close();
    else this.#assign();
  }

  #adapt(took: number): void {
    this.#lookAhead.ended(took);
    this.#setSlots();
  }

  #setSlots(): void {
    const slots = this.#options.workers * this.#lookAhead.each;
    if (slots === this.slots || this.#closing !== null) return;
    this.slots = slots;
    this.#report.slots(slots);
    if (this.#lookAhead.each > 1) this.#stallWatch ??= setInterval(() => this.#takeBack(), stallsAfter);
    else {
      clearInterval(this.#stallWatch);
      this.#stallWatch = undefined;
    }
  }

  /** Whoever waits behind a long electron is better off with another worker. */
  #takeBack(): void {
    const stalled = [...this.#workers].filter((worker) => worker.takeBackAfter(stallsAfter));
    if (stalled.length === 0) return;
    this.#lookAhead.stalled();
    this.#setSlots();
  }

  #assign(): void {
    for (;;) {
      const [assignment] = this.#waiting;
      if (assignment === undefined) return;
      const worker = this.#leastLoaded();
      if (worker === undefined) return;
      if (worker.isStaleFor(assignment)) {
        // Its end brings a new one.
        if (worker.load !== 0) return;
        void worker.close();
        continue;
      }
      this.#waiting.shift();
      worker.run(assignment);
    }
  }

  #leastLoaded(): WorkerProcess | undefined {
    let least = this.#lookAhead.each;
    let found: WorkerProcess | undefined;
    for (const worker of this.#workers) {
      const { load } = worker;
      if (load === null || load >= least) continue;
      least = load;
      found = worker;
    }
    return found;
  }

  #replace(worker: WorkerProcess, end: WorkerEnd): void {
    this.#workers.delete(worker);
    if (worker.pid !== undefined) this.#reaper.ended(worker.pid);
    if (this.#closing !== null) return;
    this.#options.log.warn({ worker: worker.name, pid: worker.pid, ...end }, "worker ended");
    this.#startAnother(end);
  }

  #startAnother({ how, stderr, used }: WorkerEnd): void {
    if (this.#closing !== null) return;
    this.#lookAhead.stalled();
    this.#setSlots();
    this.#failedStarts = used ? 0 : this.#failedStarts + 1;
    if (this.#failedStarts >= startsBeforeRefusal) this.#refuseWaiting(how, stderr);
    if (this.#failedStarts < 2) this.fill();
    else this.#startWorkerAfter(Math.min(longestWait, firstWait * 2 ** (this.#failedStarts - 2)));
  }

  #startWorkerAfter(wait: number): void {
    const restart = setTimeout(() => {
      this.#restarts.delete(restart);
      this.fill();
    }, wait);
    this.#restarts.add(restart);
  }

  /** Nobody can run these, and saying so is better than letting them wait. */
  #refuseWaiting(how: string, stderr: string): void {
    const error = describeError(new CovalentError("WORKER_CANNOT_START", { how, stderr: tellingLine(stderr) }));
    this.#options.log.error({ how, stderr, refused: this.#waiting.length }, "no worker can start");
    for (const { attempt } of this.#waiting.splice(0)) this.#tell({ type: "threw", attempt, error, at: Date.now() });
  }
}

/** What the process died of, without the stack or the heap report around it. */
function tellingLine(stderr: string): string {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "");
  return lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? "";
}
