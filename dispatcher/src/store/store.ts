// What the dispatcher keeps: opened on a data directory, written a turn at a time, read whenever somebody asks.

import { join } from "node:path";
import { CovalentError } from "covalent-ts/errors";
import type { DispatchSummary, Get, LatticeDocument, LatticeState, WireValue } from "covalent-ts/protocol";
import type { Page } from "../engine/chapter.ts";
import type { Relations } from "../engine/story-causes.ts";
import type { Assignment } from "../executors/executor.ts";
import { unpackChapters } from "./alike.ts";
import { assignmentReader } from "./assignment.ts";
import { electronKey, electronState, json, number } from "./columns.ts";
import { commitTurn } from "./commit.ts";
import { type Database, sizeOf } from "./database.ts";
import {
  countAll,
  findDispatch,
  findSubmitted,
  lastDispatch,
  listDispatches,
  readResult,
  readState,
} from "./dispatches.ts";
import { readDocument } from "./document.ts";
import { readElectron } from "./electron-detail.ts";
import { makeRoomInLog } from "./log-room.ts";
import { type Notice, readNotices } from "./notices.ts";
import { openPurge, type Purge } from "./purge.ts";
import { chooseEnded, type Ended, purgedAt, type Selection } from "./purged.ts";
import { openRecovered } from "./recover.ts";
import { relationsIn } from "./relations.ts";
import { isSqliteError, sqliteCode } from "./sqlite-error.ts";
import { openStarts } from "./starts.ts";
import type { Committed, Turn } from "./turn.ts";
import { type Resumed, type RunningRow, readRunning, readUnfinished } from "./unfinished.ts";
import { readValue } from "./values.ts";
import { nameOf } from "./words.ts";

/** Dispatches are named by their key here; only `find` and `submitted` know public names. Reads see what was committed. */
export interface Store extends Disposable {
  /** Puts a turn on disk, whole, and says what may be announced now. Throws what SQLite throws, and then nothing is. */
  commit(turn: Turn): Committed;
  find(id: string): number | undefined;
  /** The dispatch that a submit with this request key made. */
  submitted(requestKey: string): string | undefined;
  lastDispatch(): number;
  unfinished(): Resumed[];
  /** The attempts that run, or ran when the dispatcher before ended, and were not told to stop. */
  running(): RunningRow[];
  assignment(dispatch: number, electron: number): Omit<Assignment, "attempt" | "nth">;
  hasFunction(hash: string): boolean;
  document(dispatch: number): { document: LatticeDocument; seq: number } | undefined;
  result(dispatch: number): Get<"result"> | undefined;
  state(dispatch: number): LatticeState | undefined;
  electron(dispatch: number, electron: number): Get<"electron"> | undefined;
  /** The output of an electron; null unless it completed, undefined if there is no such electron. */
  value(dispatch: number, electron: number): WireValue | null | undefined;
  list(ask: { limit: number; state?: LatticeState | undefined }): { dispatches: DispatchSummary[]; total: number };
  counts(): { running: number; total: number; completed: number; failed: number };
  /** The ended dispatches that are chosen, the oldest first. */
  chooseEnded(selection: Selection): Ended[];
  readonly purge: Purge;
  /**
   * Brings what is in the write-ahead log into the file, as far as nobody reads there, and gives back the memory for pages. It can
   * be done at any time, or never.
   */
  rest(): void;
  /** When a dispatch of that public name was purged. */
  purgedAt(id: string): number | undefined;
  /** Of the database in bytes. */
  size(): { bytes: number; free: number };
  /** What was found damaged when it was opened, and what was done about it. */
  readonly mended: readonly string[];
  /** The same of all times; the newest first. */
  notices(): Notice[];
  name(dispatch: number, electron: number): string;
  story(dispatch: number): Page[];
  /** What the story of a dispatch needs to tell why. */
  relations(dispatch: number): Relations;
}

/**
 * Opens the store of a data directory, which must be locked. What is damaged is repaired as far as it can be: `mended` says how.
 *
 * @throws STORE_TOO_NEW, DATA_DIRECTORY_NOT_WRITABLE, DISPATCHER_NO_SPACE
 */
export function openStore(directory: string): Store {
  try {
    const { database, notices } = openRecovered(directory, Date.now());
    const room = makeRoomInLog(join(directory, "store.sqlite-wal"));
    const store = storeOn(database, directory, notices);
    return {
      ...store,
      [Symbol.dispose]() {
        room[Symbol.dispose]();
        store[Symbol.dispose]();
      },
    };
  } catch (error) {
    if (error instanceof CovalentError) throw error;
    if (isSqliteError(error, sqliteCode.FULL))
      throw new CovalentError("DISPATCHER_NO_SPACE", { directory }, { cause: error });
    const reason = error instanceof Error ? error.message : String(error);
    throw new CovalentError("DATA_DIRECTORY_NOT_WRITABLE", { directory, reason }, { cause: error });
  }
}

/** The store in a database that was opened for it, and is closed with it. Blobs are in the data directory. */
export function storeOn(database: Database, directory: string, mended: readonly string[] = []): Store {
  const asked = new Set<string>();
  const starts = openStarts();
  return {
    commit: (turn) => commitTurn(database, turn, starts),
    find: (id) => findDispatch(database, id),
    submitted: (requestKey) => findSubmitted(database, requestKey),
    lastDispatch: () => lastDispatch(database),
    unfinished: () => readUnfinished(database),
    running: () => readRunning(database),
    assignment: assignmentReader(database),
    hasFunction(hash) {
      asked.add(hash);
      return database.sql("SELECT 1 FROM function WHERE hash = ?").get(hash) !== undefined;
    },
    document: (dispatch) => readDocument(database, dispatch),
    result: (dispatch) => readResult(database, dispatch),
    state: (dispatch) => readState(database, dispatch),
    electron: (dispatch, electron) => readElectron(database, dispatch, electron),
    value(dispatch, electron) {
      const row = database.sql("SELECT state FROM electron WHERE key = ?").get(electronKey(dispatch, electron));
      if (row === undefined) return undefined;
      return electronState(row) === "COMPLETED" ? readValue(database, dispatch, electron) : null;
    },
    list: (ask) => listDispatches(database, ask),
    counts: () => countAll(database),
    chooseEnded: (selection) => chooseEnded(database, selection),
    rest: () => database.connection.exec("PRAGMA wal_checkpoint(PASSIVE); PRAGMA shrink_memory"),
    purge: openPurge({ database, directory, clock: Date.now, asked }),
    purgedAt: (id) => purgedAt(database, id),
    size: () => sizeOf(database),
    mended,
    notices: () => readNotices(database),
    name: (dispatch, electron) => nameOf(database, dispatch, electron).name,
    relations: (dispatch) => relationsIn(database, dispatch),
    story: (dispatch) =>
      database
        .sql("SELECT seq, at, chapters FROM event WHERE dispatch = ? ORDER BY seq")
        .all(dispatch)
        .map((row) => ({
          seq: number(row, "seq"),
          at: number(row, "at"),
          chapters: unpackChapters(json(row, "chapters")),
        })),
    [Symbol.dispose]: () => database.close(),
  };
}
