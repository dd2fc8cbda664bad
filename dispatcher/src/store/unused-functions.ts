// Removes functions that no electron names any more.

import { setImmediate as nextTurn } from "node:timers/promises";
import { electronKey, number, numberOrNull, type Row } from "./columns.ts";
import type { Database } from "./database.ts";

/** So many electrons are looked at in one turn of the event loop. */
const atOnce = 5_000;

/**
 * Resolves to how many there were. Dispatches may be submitted, and go on, meanwhile.
 *
 * @param asked hashes that somebody was told are there: a submit that names one may be about to be written
 */
export async function removeUnusedFunctions(database: Database, asked: ReadonlySet<string>): Promise<number> {
  const known = Number(database.sql("SELECT coalesce(max(key), 0) AS key FROM graph").get()?.["key"]);
  const used = new Set<number>();
  for (let last = -1; ; await nextTurn()) {
    const rows = database
      .sql("SELECT key, function, retry_function FROM node WHERE key > ? ORDER BY key LIMIT ?")
      .all(last, atOnce);
    for (const row of rows) for (const key of functionsOf(row)) used.add(key);
    const end = rows.at(-1);
    if (end === undefined) break;
    last = number(end, "key");
  }
  return database.transact(() => {
    for (const added of functionsOfGraphsAfter(database, known)) used.add(added);
    // The newest stays, so that its key is given to no other: whoever has read functions knows them by that.
    const unused = database
      .sql("SELECT key, hash FROM function WHERE key < (SELECT max(key) FROM function)")
      .all()
      .filter((row) => !used.has(number(row, "key")) && !asked.has(String(row["hash"])));
    for (const row of unused) database.sql("DELETE FROM function WHERE key = ?").run(number(row, "key"));
    return unused.length;
  });
}

function functionsOfGraphsAfter(database: Database, graph: number): number[] {
  return database
    .sql("SELECT dispatch, base, size FROM graph WHERE key > ?")
    .all(graph)
    .flatMap((row) => {
      const from = electronKey(number(row, "dispatch"), number(row, "base"));
      return database
        .sql("SELECT DISTINCT function, retry_function FROM node WHERE key >= ? AND key < ?")
        .all(from, from + number(row, "size"))
        .flatMap(functionsOf);
    });
}

function functionsOf(row: Row): number[] {
  const asked = numberOrNull(row, "retry_function");
  return [number(row, "function"), ...(asked === null ? [] : [asked])];
}
