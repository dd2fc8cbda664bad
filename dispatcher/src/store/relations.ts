// Reads how the electrons of a dispatch depend on each other, one at a time.

import type { Relations } from "../engine/story-causes.ts";
import { electronKey, json, number, parent } from "./columns.ts";
import type { Database } from "./database.ts";
import { nameOf } from "./words.ts";

export function relationsIn(database: Database, dispatch: number): Relations {
  const node = (electron: number) =>
    database.sql("SELECT base, parent, needs, after FROM node WHERE key = ?").get(electronKey(dispatch, electron));
  return {
    name: (electron) => nameOf(database, dispatch, electron).name,
    needs(electron) {
      const row = node(electron);
      if (row === undefined) return [];
      const base = number(row, "base");
      return [...json<number[]>(row, "needs"), ...json<number[]>(row, "after")].map((other) => base + other);
    },
    parent(electron) {
      const row = node(electron);
      return row === undefined ? null : parent(row);
    },
    lost(electron, attempt) {
      const row = database
        .sql("SELECT error FROM attempt WHERE electron = ? AND attempt = ?")
        .get(electronKey(dispatch, electron), attempt);
      return row && json<{ message: string }>(row, "error").message;
    },
  };
}
