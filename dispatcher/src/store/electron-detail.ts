// Reads all there is to know of one electron: its attempts, what it printed, how it failed, its function's text.

import { type AttemptView, type Get, isSettled, type WireError } from "covalent-ts/protocol";
import {
  electronKey,
  electronState,
  json,
  jsonOrNull,
  number,
  numberOrNull,
  type Row,
  text,
  textOrNull,
} from "./columns.ts";
import type { Database } from "./database.ts";
import { electronView, readElectronRow } from "./document.ts";
import { readLog } from "./prints.ts";

/** Undefined if the dispatch has no such electron. */
export function readElectron(database: Database, dispatch: number, electron: number): Get<"electron"> | undefined {
  const key = electronKey(dispatch, electron);
  const row = readElectronRow(database, key);
  if (row === undefined) return undefined;
  const fn = database.sql("SELECT source, place FROM function WHERE key = ?").get(number(row, "function")) ?? {};
  return {
    view: electronView(row),
    source: text(fn, "source"),
    sourcePlace: jsonOrNull(fn, "place"),
    attempts: attempts(database, key, row),
    error: jsonOrNull(row, "error"),
    log: readLog(database, key),
  };
}

// Former attempts have rows of their own; the latest is in its electron's, unless it was lost and poisoned it.
function attempts(database: Database, key: number, row: Row): AttemptView[] {
  const former = database
    .sql(
      "SELECT attempt, worker, started_at, ended_at, error, outcome FROM attempt WHERE electron = ? ORDER BY attempt",
    )
    .all(key)
    .map(
      (past): AttemptView => ({
        attempt: number(past, "attempt"),
        worker: textOrNull(past, "worker"),
        startedAt: numberOrNull(past, "started_at"),
        endedAt: number(past, "ended_at"),
        outcome: pastOutcome(text(past, "outcome")),
        error: json<WireError>(past, "error"),
      }),
    );
  const latest = number(row, "attempt");
  if (latest === 0 || former.at(-1)?.attempt === latest) return former;
  return [...former, latestAttempt(row)];
}

function latestAttempt(row: Row): AttemptView {
  const outcome = outcomeOf(row);
  return {
    attempt: number(row, "attempt"),
    worker: textOrNull(row, "worker"),
    startedAt: numberOrNull(row, "started_at"),
    endedAt: numberOrNull(row, "ended_at"),
    outcome,
    error: outcome === "failed" || outcome === "timed-out" ? jsonOrNull(row, "error") : null,
  };
}

const pastOutcome = (outcome: string): AttemptView["outcome"] =>
  outcome === "failed" || outcome === "timed-out" ? outcome : "lost";

function outcomeOf(row: Row): AttemptView["outcome"] {
  const state = electronState(row);
  if (!isSettled(state)) return null;
  switch (state) {
    case "COMPLETED":
      return "completed";
    case "CANCELLED":
      return "cancelled";
    case "TIMED_OUT":
      return "timed-out";
    case "POISONED":
      return "lost";
    default:
      return "failed";
  }
}
