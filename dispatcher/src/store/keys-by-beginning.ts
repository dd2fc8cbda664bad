// Finds dispatches by the beginning of their public name.

import { number } from "./columns.ts";
import type { Database } from "./database.ts";

/** The keys of those whose name begins so; one alone if that is all of its name. */
export function keysByBeginning(database: Database, beginning: string): number[] {
  const exact = database.sql("SELECT key FROM dispatch WHERE id = ?").get(beginning);
  if (exact !== undefined) return [number(exact, "key")];
  return database
    .sql("SELECT key FROM dispatch WHERE substr(id, 1, ?) = ? LIMIT 100")
    .all(beginning.length, beginning)
    .map((row) => number(row, "key"));
}
