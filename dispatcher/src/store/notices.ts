// What was found damaged, and what was done about it, kept for whoever looks after the dispatcher.

import { number, text } from "./columns.ts";
import type { Database } from "./database.ts";

export interface Notice {
  at: number;
  text: string;
}

/** So many of the latest are kept. */
const kept = 100;

export function writeNotices(database: Database, at: number, texts: readonly string[]): void {
  const insert = database.sql("INSERT INTO notice (at, text) VALUES (?, ?)");
  for (const line of texts) insert.run(at, line);
  database.sql("DELETE FROM notice WHERE key <= (SELECT max(key) FROM notice) - ?").run(kept);
}

/** The newest first. */
export const readNotices = (database: Database): Notice[] =>
  database
    .sql("SELECT at, text FROM notice ORDER BY key DESC")
    .all()
    .map((row) => ({ at: number(row, "at"), text: text(row, "text") }));
