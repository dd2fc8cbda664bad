// The process that cells run in, replaced when it ends: what the kernel knows of it at any time.

import type { NameKind } from "../cell/redeclare.ts";
import type { CommCommand, RunCommand } from "../runner/commands.ts";
import type { DoneReport, Report } from "../runner/reports.ts";
import { type Ending, type Runner, type RunnerOptions, takeRunner } from "../runner/runner.ts";
import type { SpawnedRunner } from "../runner/spawn-runner.ts";
import type { Inspect } from "../runner/urgent-commands.ts";

export type RunOutcome = { ended: false; done: DoneReport } | { ended: true; how: Ending };

export interface UserProcess extends AsyncDisposable {
  /** The process's own id, which changes with each replacement. */
  readonly pid: number;
  /** What the cells so far have declared in it. */
  readonly names: Map<string, NameKind>;
  /** How an earlier process ended whose variables the next cell will miss. Tells once. */
  takeLoss(): Ending | undefined;
  /** One at a time. Resolves at the cell's end; rejects never. */
  run(command: Omit<RunCommand, "type">): Promise<RunOutcome>;
  /** Ends the running cell. `onStuck` is called if it cannot be stopped; interrupting once more then ends the process. */
  interrupt(onStuck: () => void): void;
  answerInput(id: number, value: string): void;
  /** Asks V8's inspector in the present process; `onInspected` follows. */
  inspect(request: Omit<Inspect, "type">): void;
  /** Resolves when the cells have heard it, or are gone. */
  hearComm(command: Omit<CommCommand, "type">): Promise<void>;
  /** Begins anew while no cell runs. Resolves when the old process is gone. */
  restart(): Promise<void>;
}

export interface UserProcessOptions extends Pick<RunnerOptions, "onRaw" | "onInspected"> {
  /** Called at once, and for each replacement. */
  spawn(): SpawnedRunner;
  /** All other reports. */
  onReport(report: Exclude<Report, DoneReport | { type: "ready" | "heard" | "holding" | "released" }>): Promise<void>;
  /** The process ended, and with it all that cells had made. */
  onEnded(): void;
}

/** Milliseconds after which a cell that does not stop is called stuck. */
const stuckAfter = 5_000;
/** Milliseconds that a process has to dispose what its cells hold, before it is ended. Front ends wait for 3 seconds at least. */
const releasedWithin = 2_000;

export function openUserProcess(options: UserProcessOptions): UserProcess {
  const names = new Map<string, NameKind>();
  let loss: Ending | undefined;
  let closing = false;
  let ran = false;
  let running: { id: number; end: (outcome: RunOutcome) => void; stuck: boolean; timer?: NodeJS.Timeout } | undefined;

  /** By run: what waits for cells to have heard something. */
  const hearing = new Map<number, () => void>();

  /** Present while cells hold something. */
  let holding: { released: () => void; done: Promise<void> } | undefined;

  const finish = (outcome: RunOutcome): void => {
    clearTimeout(running?.timer);
    running?.end(outcome);
    running = undefined;
  };

  const start = (): Runner => {
    let isReady = false;
    const runner = takeRunner(options.spawn(), {
      ...options,
      async onReport(report) {
        if (report.type === "ready") isReady = true;
        else if (report.type === "holding") {
          const { promise, resolve } = Promise.withResolvers<void>();
          holding = { released: resolve, done: promise };
        } else if (report.type === "released") holding?.released();
        else if (report.type === "heard") {
          hearing.get(report.run)?.();
          hearing.delete(report.run);
        } else if (report.type !== "done") await options.onReport(report);
        else if (report.run === running?.id) finish({ ended: false, done: report });
      },
    });
    void runner.ended.then((how) => {
      if (closing) return;
      if (ran) loss = how;
      ran = false;
      holding = undefined;
      names.clear();
      for (const heard of hearing.values()) heard();
      hearing.clear();
      options.onEnded();
      // One that cannot even start is not started again before it is needed.
      current = isReady ? start() : undefined;
      finish({ ended: true, how });
    });
    return runner;
  };
  let current: Runner | undefined = start();

  const release = async (runner: Runner): Promise<void> => {
    if (holding === undefined) return;
    if (running !== undefined) runner.interrupt(running.id);
    runner.release();
    const overdue = Promise.withResolvers<void>();
    const timer = setTimeout(overdue.resolve, releasedWithin);
    await Promise.race([holding.done, runner.ended, overdue.promise]);
    clearTimeout(timer);
  };

  return {
    get pid() {
      return current?.pid ?? 0;
    },
    names,
    takeLoss() {
      const how = loss;
      loss = undefined;
      return how;
    },
    run(command) {
      current ??= start();
      ran = true;
      const { promise, resolve } = Promise.withResolvers<RunOutcome>();
      running = { id: command.run, end: resolve, stuck: false };
      current.run(command);
      return promise;
    },
    interrupt(onStuck) {
      if (running === undefined || current === undefined) return;
      if (running.stuck) {
        current.kill();
        return;
      }
      const cell = running;
      cell.timer ??= setTimeout(() => {
        cell.stuck = true;
        onStuck();
      }, stuckAfter);
      current.interrupt(cell.id);
    },
    answerInput: (id, value) => current?.answerInput(id, value),
    inspect(request) {
      current ??= start();
      current.inspect(request);
    },
    hearComm(command) {
      if (current === undefined) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<void>();
      hearing.set(command.run, resolve);
      current.hearComm(command);
      return promise;
    },
    async restart() {
      const old = current;
      if (old === undefined || !ran) return;
      // Who asks for it knows what is lost.
      ran = false;
      await release(old);
      old.kill();
      await old.ended;
    },
    async [Symbol.asyncDispose]() {
      closing = true;
      if (current !== undefined) await release(current);
      await current?.[Symbol.asyncDispose]();
      finish({ ended: true, how: "the kernel was shut down" });
    },
  };
}
