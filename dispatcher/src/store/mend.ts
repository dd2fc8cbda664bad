// Makes rows agree again after some were lost: what belongs to nothing goes, and a dispatch that lacks something says so.

import { CovalentError } from "covalent-ts/errors";
import { electronKey, number, numberOrNull, text } from "./columns.ts";
import type { Database } from "./database.ts";
import { keyRange, wireError } from "./words.ts";

/** Columns that hold JSON, without which their row is of no use. */
const jsonColumns = [
  ["dispatch", ["inputs"]],
  ["graph", ["output_needs"]],
  ["node", ["needs", "after", "arguments", "policy"]],
  ["electron", ["output", "error"]],
  ["event", ["chapters"]],
] as const;

const ofElectrons = [
  ["node", "key"],
  ["electron", "key"],
  ["value", "electron"],
  ["log", "electron"],
  ["log_extent", "electron"],
  ["attempt", "electron"],
] as const;

/** A dispatch that may lack something. */
export interface Holding {
  key: number;
  id: string;
  lattice: string;
  unfinished: boolean;
}

export interface Mended {
  /** Dispatches of which something is lost. */
  damaged: { dispatch: string; lattice: string }[];
}

export function mend(database: Database, now: number): Mended {
  return database.transact(() => {
    for (const [table, columns] of jsonColumns) {
      for (const column of columns) {
        database.sql(`DELETE FROM ${table} WHERE ${column} IS NOT NULL AND NOT json_valid(${column})`).run();
      }
    }
    for (const [table, key] of ofElectrons) {
      database.sql(`DELETE FROM ${table} WHERE ${key} / 16777216 NOT IN (SELECT key FROM dispatch)`).run();
    }
    for (const table of ["graph", "event"]) {
      database.sql(`DELETE FROM ${table} WHERE dispatch NOT IN (SELECT key FROM dispatch)`).run();
    }
    const damaged = incomplete(database);
    for (const holding of damaged) giveUp(database, holding, now);
    return { damaged: damaged.map(({ id, lattice }) => ({ dispatch: id, lattice })) };
  });
}

/** Dispatches of which rows are lost. */
export const incomplete = (database: Database): Holding[] =>
  holdings(database).filter((holding) => lacksSomething(database, holding));

const holdings = (database: Database): Holding[] =>
  database
    .sql("SELECT key, id, lattice, ended_at FROM dispatch ORDER BY key")
    .all()
    .map((row) => ({
      key: number(row, "key"),
      id: text(row, "id"),
      lattice: text(row, "lattice"),
      unfinished: numberOrNull(row, "ended_at") === null,
    }));

function lacksSomething(database: Database, { key, unfinished }: Holding): boolean {
  const one = (query: string, ...given: number[]): number => Number(database.sql(query).get(...given)?.["n"]);
  const range = keyRange(key);
  const own = one("SELECT count(*) AS n FROM graph WHERE dispatch = ? AND parent = -1", key);
  const size = one("SELECT coalesce(max(base + size), 0) AS n FROM graph WHERE dispatch = ?", key);
  const whole = one(
    `SELECT count(*) AS n FROM node n JOIN electron e ON e.key = n.key JOIN function f ON f.key = n.function
     WHERE n.key BETWEEN ? AND ?
     AND (n.retry_function IS NULL OR n.retry_function IN (SELECT key FROM function))`,
    ...range,
  );
  const expanded = one(
    `SELECT count(*) AS n FROM electron e JOIN node n ON n.key = e.key WHERE e.key BETWEEN ? AND ?
     AND n.kind = 'sublattice' AND e.state IN ('DISPATCHING', 'COMPLETED')
     AND NOT EXISTS (SELECT 1 FROM graph g WHERE g.dispatch = ? AND g.parent = e.key % 16777216)`,
    ...range,
    key,
  );
  if (own === 0 || whole < size || expanded > 0) return true;
  // Those of an unfinished dispatch are worked out again.
  return !unfinished && lostOutputs(database, key).length > 0;
}

/** Electrons that completed, and whose output has no row. */
export const lostOutputs = (database: Database, dispatch: number): number[] =>
  database
    .sql(
      `SELECT e.key FROM electron e LEFT JOIN value v ON v.electron = e.key WHERE e.key BETWEEN ? AND ?
       AND e.state = 'COMPLETED' AND v.electron IS NULL
       AND NOT EXISTS (SELECT 1 FROM graph g WHERE g.dispatch = ? AND g.parent = e.key % 16777216)`,
    )
    .all(...keyRange(dispatch), dispatch)
    .map((row) => number(row, "key") - electronKey(dispatch, 0));

// What is left of it can be looked at, and is never run.
function giveUp(database: Database, { key, id, lattice }: Holding, now: number): void {
  const error = wireError(new CovalentError("DISPATCH_DAMAGED", { dispatch: id, lattice, at: now }));
  database
    .sql("UPDATE dispatch SET state = 'FAILED', ended_at = coalesce(ended_at, ?), error = ? WHERE key = ?")
    .run(now, JSON.stringify(error), key);
  database
    .sql(
      `UPDATE electron SET state = 'CANCELLED', ended_at = ? WHERE key BETWEEN ? AND ?
       AND state IN ('NEW_OBJECT', 'QUEUED', 'RUNNING', 'DISPATCHING')`,
    )
    .run(now, ...keyRange(key));
}
