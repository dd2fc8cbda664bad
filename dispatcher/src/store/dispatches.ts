// Finds dispatches, lists them, and says what they came to.

import type { ArgumentView, DispatchSummary, Get, LatticeState, WireError } from "covalent-ts/protocol";
import { json, jsonOrNull, latticeState, number, type Row, text } from "./columns.ts";
import type { Database } from "./database.ts";
import { dispatchHead } from "./document.ts";
import { assemble } from "./values.ts";

export function findDispatch(database: Database, id: string): number | undefined {
  const row = database.sql("SELECT key FROM dispatch WHERE id = ?").get(id);
  return row && number(row, "key");
}

/** The public name of the dispatch that an earlier submit with this key made. */
export function findSubmitted(database: Database, requestKey: string): string | undefined {
  const row = database.sql("SELECT id FROM dispatch WHERE request_key = ?").get(requestKey);
  return row && text(row, "id");
}

/** The greatest key that a dispatch has, or had before it was purged; 0 without any. */
export const lastDispatch = (database: Database): number =>
  Number(
    database
      .sql(
        "SELECT max((SELECT coalesce(max(key), 0) FROM dispatch), (SELECT coalesce(max(dispatch), 0) FROM purged)) AS key",
      )
      .get()?.["key"],
  );

export function readResult(database: Database, dispatch: number): Get<"result"> | undefined {
  const row = database
    .sql(
      "SELECT id, lattice, state, paused, submitted_at, started_at, ended_at, origin, inputs, error FROM dispatch WHERE key = ?",
    )
    .get(dispatch);
  if (row === undefined) return undefined;
  const { submittedAt: _, origin: __, ...head } = dispatchHead(row);
  return {
    ...head,
    inputs: json<ArgumentView[]>(row, "inputs"),
    value: head.state === "COMPLETED" ? assemble(database, dispatch, null) : null,
    error: jsonOrNull<WireError>(row, "error"),
  };
}

export function readState(database: Database, dispatch: number): LatticeState | undefined {
  const row = database.sql("SELECT state FROM dispatch WHERE key = ?").get(dispatch);
  return row && latticeState(row);
}

/** The newest first. `total` counts those beyond `limit` too. */
export function listDispatches(
  database: Database,
  { limit, state }: { limit: number; state?: LatticeState | undefined },
): Get<"list"> {
  const where = state === undefined ? "" : "WHERE state = ?";
  const given = state === undefined ? [] : [state];
  const rows = database
    .sql(
      `SELECT id, lattice, state, paused, submitted_at, started_at, ended_at, origin, total, completed, failed
       FROM dispatch ${where} ORDER BY key DESC LIMIT ?`,
    )
    .all(...given, limit);
  const total = Number(database.sql(`SELECT count(*) AS n FROM dispatch ${where}`).get(...given)?.["n"]);
  return { dispatches: rows.map(summary), total };
}

/** Sums over all dispatches that there are. */
export function countAll(database: Database): { running: number; total: number; completed: number; failed: number } {
  const row =
    database
      .sql(
        `SELECT count(*) AS total, count(*) FILTER (WHERE ended_at IS NULL) AS running,
           coalesce(sum(completed), 0) AS completed, coalesce(sum(failed), 0) AS failed FROM dispatch`,
      )
      .get() ?? {};
  return {
    running: number(row, "running"),
    total: number(row, "total"),
    completed: number(row, "completed"),
    failed: number(row, "failed"),
  };
}

const summary = (row: Row): DispatchSummary => ({
  ...dispatchHead(row),
  total: number(row, "total"),
  completed: number(row, "completed"),
  failed: number(row, "failed"),
});
