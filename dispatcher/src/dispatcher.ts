// The shell around the engine: what happens goes in, and the commands that come out are carried out, the written ones first.

import { CovalentError } from "covalent-ts/errors";
import type { Ask, Get, TracedLattice, WireError } from "covalent-ts/protocol";
import type { Logger } from "pino";
import type { Command } from "./engine/command.ts";
import type { Attempt, DispatchKey, ElectronNumber, Event } from "./engine/event.ts";
import { type ExecutorQueue, executorQueues } from "./engine/queues.ts";
import { countElectrons, engineState, graphOf } from "./engine/state.ts";
import { step } from "./engine/step.ts";
import type { LeftRunning, OpenExecutor, Outcome, WorkerView } from "./executors/executor.ts";
import { openAlarm } from "./shell/alarm.ts";
import { attemptId, parseAttemptId } from "./shell/attempt-id.ts";
import { checkLattice } from "./shell/check-lattice.ts";
import { openEndings } from "./shell/endings.ts";
import { eventOf, openExecutors } from "./shell/executors.ts";
import { openRate } from "./shell/rate.ts";
import { type Action, openTurns } from "./shell/turns.ts";
import type { Store } from "./store/store.ts";
import type { Committed } from "./store/turn.ts";
import type { Resumed } from "./store/unfinished.ts";
import { wireError } from "./store/words.ts";

export interface DispatcherOptions {
  /** The data directory, for error messages. */
  directory: string;
  store: Store;
  executors: readonly OpenExecutor[];
  clock: () => number;
  newId: () => string;
  log: Logger;
}

/** A `submit` whose graph was read. */
export type Submit = Omit<Ask<"submit">, "lattice"> & { lattice: TracedLattice };

export interface Dispatcher extends AsyncDisposable {
  /** @throws BAD_MESSAGE, UNKNOWN_EXECUTOR, RESOURCES_NOT_THERE, DISPATCHER_NO_SPACE */
  submit(ask: Submit): Promise<Get<"submit">>;
  /** How many electrons were cancelled, those told to stop included. */
  cancel(dispatch: DispatchKey, electrons: readonly number[] | null): Promise<number>;
  /** Whether that changed anything. */
  pause(dispatch: DispatchKey, paused: boolean): Promise<boolean>;
  electrons(): { queued: number; running: number };
  queues(): ExecutorQueue[];
  /** Of the last seconds, per second: attempts that ended, and turns that were written. */
  rates(): { electrons: number; commits: number };
  workers(): WorkerView[];
  /** Resolves once a dispatch that has not ended has; never, if the dispatcher is closed before. */
  untilEnded(id: string): Promise<void>;
  /** `listener` hears what may be announced, in order, right after it was written. */
  onCommitted(listener: (committed: Committed) => void): Disposable;
  /** Resolves when the store can no longer be written, to the reason. */
  readonly broken: Promise<unknown>;
}

/**
 * Opens the executors, and takes up the dispatches that the store knows as unfinished: electrons that completed never run
 * again, those that were running are queued again. Closing it stops the workers; what they ran goes on at the next start.
 */
export async function openDispatcher(options: DispatcherOptions): Promise<Dispatcher> {
  const { directory, store, clock, newId, log } = options;
  const engine = engineState();
  const listeners = new Set<(committed: Committed) => void>();
  const endings = openEndings();
  const underway = new Map<string, Promise<Get<"submit">>>();
  const broken = Promise.withResolvers<unknown>();
  const ends = openRate(clock);
  const commits = openRate(clock);
  let lastDispatch = store.lastDispatch();
  let closing = false;

  const turns = openTurns({
    directory,
    clock,
    log,
    commit: (turn) => store.commit(turn),
    committed(committed, actions) {
      commits.count();
      for (const listener of listeners) listener(committed);
      endings.tell(committed);
      if (!closing) for (const action of actions) carryOut(action);
    },
    withdraw: (dispatch) => void take({ type: "withdrawn", dispatch, at: clock() }),
    broken: broken.resolve,
  });

  function take(event: Event): Command[] {
    const commands = step(engine, event);
    turns.add(commands);
    return commands;
  }

  const alarm = openAlarm(clock, (at) => void take({ type: "woke", at }));

  function report(outcome: Outcome): void {
    const attempt = parseAttemptId(outcome.attempt);
    if (attempt === undefined) {
      log.warn(
        { attempt: outcome.attempt, outcome: outcome.type },
        "an executor reported on an attempt that is not ours",
      );
    } else if (outcome.type === "output") {
      const { stream, text, at } = outcome;
      // It belongs to nothing that still runs: there may be no row for it.
      if (!isUnderway(attempt)) return;
      turns.print({ ...attempt, stream, text, at });
    } else {
      if (outcome.type !== "started" && outcome.type !== "handed-back") ends.count();
      const problem = outcome.type === "traced" ? problemOf(attempt, outcome) : undefined;
      const { at } = outcome;
      take(problem === undefined ? eventOf(outcome, attempt) : { type: "threw", ...attempt, error: problem, at });
    }
  }

  function isUnderway({ dispatch, electron }: Attempt): boolean {
    const run = engine.runs.get(dispatch);
    return run !== undefined && graphOf(run, electron) !== undefined;
  }

  function problemOf({ dispatch }: Attempt, { lattice }: Outcome & { type: "traced" }): WireError | undefined {
    try {
      checkLattice("traced", lattice, knownFor(engine.runs.get(dispatch)?.size ?? 0));
      return undefined;
    } catch (error) {
      return inWords(error);
    }
  }

  /** What is told of attempts that go on, before the engine knows of them. */
  const early: Outcome[] = [];
  let hear = (outcome: Outcome): void => void early.push(outcome);
  const leftRunning = (): LeftRunning[] =>
    store.running().map(({ worker, ...of }) => {
      const assignment = { ...store.assignment(of.dispatch, of.electron), attempt: attemptId(of), nth: of.attempt };
      return { worker, assignment };
    });
  const slots = (executor: string, count: number): void =>
    void take({ type: "slots-changed", executor, slots: count, at: clock() });
  const executors = await openExecutors(options.executors, { outcome: (outcome) => hear(outcome), slots }, leftRunning);
  const capacities = new Map<string, ReadonlyMap<string, number>>();
  const knownFor = (electrons: number) => ({
    capacityOf: (executor: string) => capacities.get(executor) ?? new Map<string, number>(),
    executors: executors.names,
    hasFunction: (hash: string) => store.hasFunction(hash),
    electrons,
  });

  function carryOut(action: Action): void {
    if (action.type === "wake") {
      alarm.set(action.at);
      return;
    }
    const { dispatch, electron } = action;
    try {
      const executor = executors.find(action.executor, `${electron}`);
      if (action.type === "stop") executor.stop(attemptId(action));
      else executor.start({ ...store.assignment(dispatch, electron), attempt: attemptId(action), nth: action.attempt });
    } catch (error) {
      log.error({ err: error, dispatch, electron }, `could not ${action.type} an electron`);
      take({ type: "threw", dispatch, electron, attempt: action.attempt, error: inWords(error), at: clock() });
    }
  }

  async function submit({
    lattice,
    requestKey,
    origin,
    directory: works,
    priority = 0,
  }: Submit): Promise<Get<"submit">> {
    checkLattice("submit", lattice, knownFor(0));
    if (turns.held) throw new CovalentError("DISPATCHER_NO_SPACE", { directory });
    const dispatch = ++lastDispatch;
    const id = newId();
    const at = clock();
    const written = turns.submit({ dispatch, id, requestKey, lattice, origin, directory: works, priority, at });
    take({ type: "submitted", dispatch, nodes: lattice.graph.nodes, priority, at });
    await written;
    return { dispatch: id };
  }

  for (const { executor, slots: count, capacity } of executors.slots()) {
    capacities.set(executor, new Map(Object.entries(capacity)));
    take({ type: "capacity-announced", executor, capacity, at: clock() });
    slots(executor, count);
  }
  const unfinished = store.unfinished();
  const kept = (attempt: Attempt): boolean => executors.keeps(attemptId(attempt));
  for (const resumed of unfinished) take({ ...resumed, kept: keptOf(resumed, kept), at: clock() });
  hear = report;
  for (const outcome of early) report(outcome);
  if (unfinished.length > 0) log.info({ dispatches: unfinished.length }, "unfinished dispatches go on");

  return {
    async submit(ask) {
      const before = store.submitted(ask.requestKey);
      if (before !== undefined) return { dispatch: before };
      // The same request may come again before the first is on disk.
      const same = underway.get(ask.requestKey);
      if (same !== undefined) return same;
      const submitted = submit(ask).finally(() => underway.delete(ask.requestKey));
      underway.set(ask.requestKey, submitted);
      return submitted;
    },
    async cancel(dispatch, electrons) {
      const commands = take({ type: "cancel-asked", dispatch, electrons, at: clock() });
      await turns.onDisk();
      return commands.filter((command) => command.type === "move" && isCancel(command.to)).length;
    },
    async pause(dispatch, paused) {
      const commands = take({ type: "pause-asked", dispatch, paused, at: clock() });
      await turns.onDisk();
      return commands.some((command) => command.type === "pause");
    },
    electrons: () => countElectrons(engine),
    queues: () => executorQueues(engine),
    rates: () => ({ electrons: ends.perSecond(), commits: commits.perSecond() }),
    workers: () => executors.workers(),
    untilEnded: (id) => endings.until(id),
    onCommitted(listener) {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    broken: broken.promise,
    async [Symbol.asyncDispose]() {
      if (closing) return;
      closing = true;
      alarm[Symbol.dispose]();
      await executors[Symbol.asyncDispose]();
      turns.close();
    },
  };
}

/** The electrons of the dispatch that still run. */
function keptOf({ dispatch, graphs }: Resumed, isKept: (attempt: Attempt) => boolean): ElectronNumber[] {
  return graphs.flatMap(({ base, electrons }) =>
    electrons.flatMap(({ state, attempt }, node) => {
      const electron = base + node;
      return state === "RUNNING" && isKept({ dispatch, electron, attempt }) ? [electron] : [];
    }),
  );
}

const isCancel = (to: string): boolean => to === "CANCELLED" || to === "STOPPING";

/** An error of the dispatcher's own, as the error of an electron. */
function inWords(error: unknown): WireError {
  if (error instanceof CovalentError) return wireError(error);
  return error instanceof Error
    ? { name: error.name, message: error.message, stack: error.stack ?? "" }
    : { name: "Error", message: String(error), stack: "" };
}
