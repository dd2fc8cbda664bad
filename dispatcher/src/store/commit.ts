// Writes one turn in one transaction, and returns what may be announced once it is on disk.

import { CovalentError } from "covalent-ts/errors";
import {
  type DispatchEvent,
  type ElectronState,
  type ElectronView,
  electronsShown,
  type WireError,
} from "covalent-ts/protocol";
import { electronKey, latticeState, number, numberOrNull, parentColumn, text, toJson } from "./columns.ts";
import type { Database } from "./database.ts";
import { insertGraph, insertSubmission, isQueued, type Queued } from "./insert.ts";
import { type Journal, openJournal } from "./journal.ts";
import { type Change, type Entry, mergeMoves } from "./merge.ts";
import { writePrints } from "./prints.ts";
import type { Starts } from "./starts.ts";
import type { Committed, Print, Submission, Turn } from "./turn.ts";
import { writeValue } from "./values.ts";
import { edgeViews, electronViews } from "./views.ts";
import {
  sayDispatchFailed,
  sayFailure,
  saySublatticeFailed,
  saySublatticeTimedOut,
  sayWorkerLost,
  wireError,
} from "./words.ts";

type EntryOf<T extends Entry["type"]> = Extract<Entry, { type: T }>;

/** What one transaction fills while it goes on. */
interface Writing {
  database: Database;
  journal: Journal;
  prints: Print[];
  /** Changes that rows are inserted with, by the electrons' keys. */
  queued: ReadonlyMap<number, Queued>;
}

/** Throws what SQLite throws, and then nothing of the turn is on disk. */
export function commitTurn(database: Database, turn: Turn, starts: Starts): Committed {
  const { entries, kept } = starts.join(mergeMoves(turn.records));
  const committed = database.transact(() => {
    const queued = queuedAtOnce(turn.submissions, entries);
    const writing: Writing = { database, journal: openJournal(database), prints: [...turn.prints], queued };
    for (const submission of turn.submissions) insertSubmission(database, writing.journal, submission, queued);
    for (const entry of entries) write(writing, entry);
    const outputs = writePrints(database, writing.prints);
    return { states: writing.journal.close(turn.at), outputs };
  });
  kept();
  return committed;
}

/** Electrons that wait for nothing are queued in the turn in which they come: their rows are written once. */
function queuedAtOnce(submissions: readonly Submission[], entries: readonly Entry[]): Map<number, Queued> {
  const queued = new Map<number, Queued>();
  if (submissions.length === 0) return queued;
  const fresh = new Set(submissions.map(({ dispatch }) => dispatch));
  for (const entry of entries) {
    if (entry.type !== "change" || !fresh.has(entry.dispatch)) continue;
    const key = electronKey(entry.dispatch, entry.electron);
    if (!queued.has(key) && isQueued(entry.change)) queued.set(key, entry.change);
  }
  return queued;
}

function write(writing: Writing, entry: Entry): void {
  switch (entry.type) {
    case "change":
      writeChange(writing, entry);
      break;
    case "begin-lattice":
      beginLattice(writing, entry);
      break;
    case "expand":
      expand(writing, entry);
      break;
    case "end-graph":
      if (entry.parent === null) endLattice(writing, entry);
      else endSublattice(writing, entry, entry.parent);
      break;
    case "pause":
      pause(writing, entry);
      break;
    case "cancel-graph":
      writing.database
        .sql("UPDATE graph SET cancelled = 1 WHERE dispatch = ? AND parent = ?")
        .run(entry.dispatch, parentColumn(entry.parent));
      break;
    case "end-attempt":
      endAttempt(writing, entry);
      break;
    default:
      entry satisfies never;
  }
}

function writeChange({ database, journal, queued }: Writing, { dispatch, electron, change }: EntryOf<"change">): void {
  const key = electronKey(dispatch, electron);
  const error = change.failure && sayFailure(database, dispatch, electron, change.failure);
  if (change.completed) writeValue(database, key, change.completed.value);
  if (queued.get(key) !== change) updateElectron(database, dispatch, electron, change, error);
  const told = viewOf(change, error);
  if (Object.keys(told).length > 0) journal.tell(dispatch, { type: "electron", electron, change: told });
  if (change.state === "COMPLETED") journal.count(dispatch, "completed", 1);
  else if (change.state !== undefined && failedStates.has(change.state)) journal.count(dispatch, "failed", 1);
}

const failedStates: ReadonlySet<ElectronState> = new Set(["FAILED", "POISONED", "TIMED_OUT"]);

// Only the columns that changed: a row is written many times, and most of it stays.
function updateElectron(
  database: Database,
  dispatch: number,
  electron: number,
  change: Change,
  error: WireError | null | undefined,
): void {
  const columns: string[] = [];
  const values: (string | number | null)[] = [];
  const set = (column: string, value: string | number | null | undefined): void => {
    if (value === undefined) return;
    columns.push(`${column} = ?`);
    values.push(value);
  };
  set("state", change.state);
  set("attempt", change.attempt);
  set("stopping", change.stopping && 1);
  set("worker", change.worker);
  set("queued_at", change.queuedAt);
  set("started_at", change.startedAt);
  set("ended_at", change.endedAt);
  set("ready_at", change.readyAt);
  set("retry_at", change.retryAt);
  set("output", change.completed && JSON.stringify(change.completed.printed));
  set("error", error === undefined ? undefined : toJson(error));
  values.push(electronKey(dispatch, electron));
  database.sql(`UPDATE electron SET ${columns.join(", ")} WHERE key = ?`).run(...values);
}

/** The part of a change that views are told of. */
function viewOf(
  change: Change,
  error: WireError | null | undefined,
): Extract<DispatchEvent, { type: "electron" }>["change"] {
  const { stopping: _, completed, failure: __, readyAt: ___, ...told } = change;
  return {
    ...told,
    ...(completed && { output: completed.printed }),
    ...(error !== undefined && { error: error && shortly(error) }),
  };
}

const shortly = ({ name, message }: WireError): NonNullable<ElectronView["error"]> => ({ name, message });

function beginLattice({ database, journal }: Writing, { dispatch, at }: EntryOf<"begin-lattice">): void {
  database.sql("UPDATE dispatch SET started_at = ? WHERE key = ?").run(at, dispatch);
  journal.tell(dispatch, { type: "lattice", change: { state: "RUNNING", startedAt: at, endedAt: null, error: null } });
}

function pause({ database, journal }: Writing, { dispatch, paused }: EntryOf<"pause">): void {
  database.sql("UPDATE dispatch SET paused = ? WHERE key = ?").run(paused ? 1 : 0, dispatch);
  const row = database.sql("SELECT state, started_at FROM dispatch WHERE key = ?").get(dispatch);
  if (row === undefined) return;
  const change = { state: latticeState(row), paused, startedAt: numberOrNull(row, "started_at"), endedAt: null };
  journal.tell(dispatch, { type: "lattice", change: { ...change, error: null } });
}

function expand({ database, journal }: Writing, { dispatch, parent, base, lattice }: EntryOf<"expand">): void {
  const { nodes } = lattice.graph;
  insertGraph(database, { dispatch, parent, base, lattice });
  journal.count(dispatch, "total", nodes.length - 1);
  const shown = nodes.slice(0, Math.max(0, electronsShown - base));
  const electrons = electronViews(shown, base, parent);
  journal.tell(dispatch, { type: "expanded", parent, electrons, edges: edgeViews(shown, base) });
}

function endLattice({ database, journal }: Writing, entry: EntryOf<"end-graph">): void {
  const { dispatch, at } = entry;
  // Only sublattices have a time in total.
  const state = entry.state === "TIMED_OUT" ? "FAILED" : entry.state;
  const row = database.sql("SELECT id, lattice, started_at, paused FROM dispatch WHERE key = ?").get(dispatch);
  if (row === undefined) return;
  const id = text(row, "id");
  const lattice = text(row, "lattice");
  const error =
    state === "FAILED"
      ? sayDispatchFailed(database, dispatch, id, lattice)
      : state === "CANCELLED"
        ? wireError(new CovalentError("DISPATCH_CANCELLED", { dispatch: id, lattice }))
        : null;
  database
    .sql("UPDATE dispatch SET state = ?, ended_at = ?, error = ? WHERE key = ?")
    .run(state, at, toJson(error), dispatch);
  const change = { state, startedAt: numberOrNull(row, "started_at"), endedAt: at, error: error && shortly(error) };
  const goesOn = number(row, "paused") === 1 && { paused: false };
  journal.tell(dispatch, { type: "lattice", change: { ...change, ...goesOn } });
}

// Its value is not written: it is assembled, whenever somebody asks, from the outputs of its electrons.
function endSublattice(
  { database, journal }: Writing,
  { dispatch, state, at }: EntryOf<"end-graph">,
  electron: number,
): void {
  const error =
    state === "FAILED"
      ? saySublatticeFailed(database, dispatch, electron)
      : state === "TIMED_OUT"
        ? saySublatticeTimedOut(database, dispatch, electron)
        : undefined;
  updateElectron(database, dispatch, electron, { state, endedAt: at }, error);
  const change = { state, endedAt: at, ...(error && { error: shortly(error) }) };
  journal.tell(dispatch, { type: "electron", electron, change });
}

function endAttempt({ database, prints }: Writing, entry: EntryOf<"end-attempt">): void {
  const { dispatch, electron, attempt, at } = entry;
  const key = electronKey(dispatch, electron);
  const row = database.sql("SELECT worker, started_at, deaths, failures FROM electron WHERE key = ?").get(key);
  if (row === undefined) return;
  const worker = entry.by === "worker-lost" ? entry.worker : (row["worker"] ?? null);
  const error = sayAttemptEnded(database, entry, `${worker ?? "?"}`);
  const outcome = entry.by === "threw" ? "failed" : entry.by === "timed-out" ? "timed-out" : "lost";
  database
    .sql(
      "INSERT INTO attempt (electron, attempt, worker, started_at, ended_at, error, outcome) VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .run(key, attempt, worker, numberOrNull(row, "started_at"), at, JSON.stringify(error), outcome);
  const deaths = entry.by === "worker-lost" ? entry.deaths : number(row, "deaths");
  const failures = "failures" in entry ? entry.failures : number(row, "failures");
  database.sql("UPDATE electron SET deaths = ?, failures = ? WHERE key = ?").run(deaths, failures, key);
  // What it threw, a person reads with the attempt.
  if (entry.by === "threw") return;
  prints.push({ dispatch, electron, attempt, stream: "stderr", text: `${error.message}\n`, at });
}

function sayAttemptEnded(database: Database, entry: EntryOf<"end-attempt">, worker: string): WireError {
  const { dispatch, electron, attempt, by } = entry;
  switch (by) {
    case "threw":
      return entry.error;
    case "timed-out":
      return sayFailure(database, dispatch, electron, { because: "timed-out", limit: "run", millis: entry.millis });
    default: {
      const how = by === "worker-lost" ? entry.how : "the end of the dispatcher";
      return sayWorkerLost(database, dispatch, electron, { worker, how, attempt });
    }
  }
}
