// Writes what happened in one turn of the event loop together, and only then lets anybody know or anything start.

import { CovalentError } from "covalent-ts/errors";
import type { Logger } from "pino";
import type { Command, RecordCommand } from "../engine/command.ts";
import type { DispatchKey } from "../engine/event.ts";
import { isSqliteError, sqliteCode } from "../store/sqlite-error.ts";
import type { Committed, Print, Submission, Turn } from "../store/turn.ts";
import { type PrintHold, printHold } from "./print-hold.ts";

/** Something for an executor to do, or for a timer, once what led to it is on disk. */
export type Action = Exclude<Command, RecordCommand>;

/**
 * How long the news that an electron runs, or what it prints, may wait for company, in milliseconds: nothing waits for it, and
 * a short electron's end comes within that time. It saves every second fsync.
 */
const idleNews = 5;

/**
 * After a turn in which so many electrons started at once, executors have more of them at hand, and nobody waits for the next
 * turn: it takes this long to fill, in milliseconds. It saves most fsyncs of a wide fan-out of short electrons.
 */
const crowd = 4;
const crowdedTurn = 5;

/** How often to try again while the disk takes nothing, in milliseconds. */
const retryAfter = 250;

export interface TurnsOptions {
  /** The data directory, for error messages. */
  directory: string;
  clock: () => number;
  log: Logger;
  /** Throws what SQLite throws; nothing is on disk then. */
  commit(turn: Turn): Committed;
  /** The turn is on disk. */
  committed(committed: Committed, actions: readonly Action[]): void;
  /** A dispatch could not be written: the engine forgets it, by commands that are added to the turn. */
  withdraw(dispatch: DispatchKey): void;
  /** The store can neither be written nor be expected to heal. */
  broken(error: unknown): void;
}

/** The turn that is going on. */
export interface Turns {
  add(commands: readonly Command[]): void;
  print(print: Print): void;
  /** Resolves once the dispatch is on disk. Rejects with DISPATCHER_NO_SPACE when it could not be written, and never was. */
  submit(submission: Submission): Promise<void>;
  /** Resolves once all that was added so far is on disk. */
  onDisk(): Promise<void>;
  /** True while what happened waits for the disk to take it. */
  readonly held: boolean;
  /** Ends the turn now, for the last time. What cannot be written any more is as if it had not happened. */
  close(): void;
}

interface Pending {
  submissions: (Submission & { refuse(error: CovalentError): void })[];
  records: RecordCommand[];
  prints: PrintHold;
  actions: Action[];
  waiting: (() => void)[];
}

const nothing = (): Pending => ({ submissions: [], records: [], prints: printHold(), actions: [], waiting: [] });

const isAction = (command: Command): command is Action =>
  command.type === "start" || command.type === "stop" || command.type === "wake";

const isIdleNews = (command: Command): boolean =>
  command.type === "begin-lattice" || command.type === "wake" || (command.type === "move" && command.to === "RUNNING");

const isEmpty = ({ submissions, records, prints, actions, waiting }: Pending): boolean =>
  prints.isEmpty && [submissions, records, actions, waiting].every((list) => list.length === 0);

export function openTurns(options: TurnsOptions): Turns {
  const { directory, clock, log } = options;
  let pending = nothing();
  let next: NodeJS.Immediate | undefined;
  let later: NodeJS.Timeout | undefined;
  let filling: NodeJS.Timeout | undefined;
  let retry: NodeJS.Timeout | undefined;
  let crowded = false;
  /** Whether the log says that the disk takes nothing. */
  let told = false;
  let closed = false;

  // The rest of this turn of the event loop still joins: what arrives together costs one fsync.
  const schedule = () => {
    if (!closed && retry === undefined) next ??= setImmediate(end);
  };
  const scheduleBehindOthers = () => {
    if (!crowded) schedule();
    else if (!closed) filling ??= setTimeout(schedule, crowdedTurn);
  };
  const scheduleLater = () => {
    if (!closed) later ??= setTimeout(schedule, idleNews);
  };

  function end(): void {
    clearTimeout(later);
    clearTimeout(filling);
    next = undefined;
    later = undefined;
    filling = undefined;
    const turn = pending;
    if (isEmpty(turn)) return;
    pending = nothing();
    crowded = turn.actions.length >= crowd;
    let committed: Committed;
    try {
      committed = options.commit({ ...turn, prints: turn.prints.all(), at: clock() });
    } catch (error) {
      pending = turn;
      refuse(error);
      return;
    }
    options.committed(committed, turn.actions);
    for (const resolve of turn.waiting) resolve();
  }

  function refuse(error: unknown): void {
    if (!isSqliteError(error, sqliteCode.FULL, sqliteCode.IOERR)) {
      options.broken(error);
      return;
    }
    if (pending.submissions.length > 0) {
      withdrawSubmissions(error);
      end();
      return;
    }
    if (closed) {
      log.error({ err: error, records: pending.records.length }, "the last turn could not be written");
      return;
    }
    // Once: each try would print the same, on the disk that is full.
    if (!told) log.warn({ err: error, records: pending.records.length }, "the disk takes nothing, trying again");
    told = true;
    retry = setTimeout(tryAgain, retryAfter);
  }

  // Without them, the rest of the turn may fit.
  function withdrawSubmissions(cause: unknown): void {
    const { submissions } = pending;
    const gone = new Set(submissions.map(({ dispatch }) => dispatch));
    pending.submissions = [];
    // One that goes may give its slot to another that goes, too: what became of them is dropped when all are gone.
    for (const dispatch of gone) options.withdraw(dispatch);
    pending.records = pending.records.filter(({ dispatch }) => !gone.has(dispatch));
    pending.actions = pending.actions.filter((action) => action.type === "wake" || !gone.has(action.dispatch));
    log.warn({ err: cause, dispatches: submissions.length }, "no space for new dispatches");
    for (const { refuse } of submissions) refuse(new CovalentError("DISPATCHER_NO_SPACE", { directory }, { cause }));
  }

  function tryAgain(): void {
    retry = undefined;
    end();
    if (retry !== undefined) return;
    told = false;
    log.info("the disk takes writes again");
  }

  return {
    add(commands) {
      for (const command of commands) {
        if (isAction(command)) pending.actions.push(command);
        else pending.records.push(command);
      }
      if (!commands.every(isIdleNews)) scheduleBehindOthers();
      else if (commands.length > 0) scheduleLater();
    },
    print(print) {
      pending.prints.add(print);
      scheduleLater();
    },
    submit: (submission) =>
      new Promise((resolve, reject) => {
        pending.submissions.push({ ...submission, refuse: reject });
        pending.waiting.push(resolve);
        schedule();
      }),
    onDisk: () =>
      new Promise((resolve) => {
        pending.waiting.push(resolve);
        schedule();
      }),
    get held() {
      return retry !== undefined;
    },
    close() {
      if (closed) return;
      closed = true;
      clearImmediate(next);
      clearTimeout(later);
      clearTimeout(filling);
      clearTimeout(retry);
      end();
    },
  };
}
