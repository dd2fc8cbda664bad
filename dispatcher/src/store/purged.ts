// Remembers which dispatches were purged, for whoever still asks for one of them.

import { number } from "./columns.ts";
import type { Database } from "./database.ts";

/** When it was purged; undefined if it was not, or so long ago that nobody remembers. */
export function purgedAt(database: Database, id: string): number | undefined {
  const row = database.sql("SELECT at FROM purged WHERE id = ?").get(id);
  return row && number(row, "at");
}
