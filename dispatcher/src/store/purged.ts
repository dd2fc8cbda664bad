// Takes dispatches out of the store: at once for everybody who asks, and then row by row, so that nothing else waits for it.

import type { LatticeState } from "covalent-ts/protocol";
import { electronKey, number, numberOrNull, text } from "./columns.ts";
import type { Database } from "./database.ts";
import { keyRange } from "./words.ts";

/** A dispatch that could be purged. */
export interface Ended {
  key: number;
  dispatch: string;
  lattice: string;
  endedAt: number;
  electrons: number;
}

export interface Selection {
  /** Those that ended before, in milliseconds since 1970. */
  endedBefore?: number | undefined;
  state?: LatticeState | undefined;
  /** As many of the newest that it would choose are kept. @defaultValue 0 */
  keep?: number | undefined;
}

/** So many electrons are removed in one transaction. */
const rowsAtOnce = 500;
/** So many are remembered, the newest: enough to tell who asks what became of a dispatch. */
const remembered = 10_000;

/** Tables with rows of electrons, and the column that holds their key. */
const ofElectrons = [
  ["value", "electron"],
  ["log", "electron"],
  ["log_extent", "electron"],
  ["attempt", "electron"],
  ["electron", "key"],
  ["node", "key"],
] as const;

/** Tables with rows of whole dispatches. */
const ofDispatches = ["graph", "event"] as const;

/** The ended dispatches that are chosen, the oldest first. */
export function chooseEnded(database: Database, { endedBefore, state, keep = 0 }: Selection): Ended[] {
  return database
    .sql(
      `SELECT key, id, lattice, ended_at, total FROM dispatch
       WHERE ended_at IS NOT NULL AND ended_at < ? AND (? IS NULL OR state = ?) ORDER BY ended_at DESC, key DESC LIMIT -1 OFFSET ?`,
    )
    .all(endedBefore ?? Number.MAX_VALUE, state ?? null, state ?? null, keep)
    .map((row) => ({
      key: number(row, "key"),
      dispatch: text(row, "id"),
      lattice: text(row, "lattice"),
      endedAt: number(row, "ended_at"),
      electrons: number(row, "total"),
    }))
    .reverse();
}

/** When it was purged; undefined if it was not, or so long ago that nobody remembers. */
export function purgedAt(database: Database, id: string): number | undefined {
  const row = database.sql("SELECT at FROM purged WHERE id = ?").get(id);
  return row && number(row, "at");
}

/** From now on nobody finds these dispatches. Their rows are still there, also after a crash, for `removeSomeRows`. */
export function retire(database: Database, keys: readonly number[], at: number): void {
  database.transact(() => {
    const remember = database.sql(
      "INSERT INTO purged (dispatch, id, at, swept) SELECT key, id, ?, 0 FROM dispatch WHERE key = ? AND ended_at IS NOT NULL",
    );
    const remove = database.sql("DELETE FROM dispatch WHERE key = ? AND ended_at IS NOT NULL");
    for (const key of keys) {
      remember.run(at, key);
      remove.run(key);
    }
    database
      .sql("DELETE FROM purged WHERE swept = 1 AND dispatch <= (SELECT max(dispatch) FROM purged) - ?")
      .run(remembered);
  });
}

/** Removes some of the rows that dispatches left when they were retired. False when there were none. */
export function removeSomeRows(database: Database): boolean {
  const row = database.sql("SELECT min(dispatch) AS dispatch FROM purged WHERE swept = 0").get();
  const dispatch = row && numberOrNull(row, "dispatch");
  if (dispatch == null) return false;
  database.transact(() => {
    if (removeElectrons(database, dispatch)) return;
    for (const table of ofDispatches) database.sql(`DELETE FROM ${table} WHERE dispatch = ?`).run(dispatch);
    database.sql("UPDATE purged SET swept = 1 WHERE dispatch = ?").run(dispatch);
  });
  return true;
}

// Electrons are numbered without a gap, but a damaged store may have lost some.
function removeElectrons(database: Database, dispatch: number): boolean {
  const [from, to] = keyRange(dispatch);
  const starts = ofElectrons.map(([table, key]) =>
    database.sql(`SELECT min(${key}) AS first FROM ${table} WHERE ${key} BETWEEN ? AND ?`).get(from, to),
  );
  const first = Math.min(...starts.map((row) => (row && numberOrNull(row, "first")) ?? Number.POSITIVE_INFINITY));
  if (!Number.isFinite(first)) return false;
  const last = Math.min(first + rowsAtOnce, electronKey(dispatch + 1, 0)) - 1;
  for (const [table, key] of ofElectrons)
    database.sql(`DELETE FROM ${table} WHERE ${key} BETWEEN ? AND ?`).run(first, last);
  return true;
}
