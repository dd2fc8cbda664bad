// Electrons that leave a mark each time they run, on a disk that no dispatcher knows of: how often each ran is counted there.

import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as ct from "covalent-ts";

/** Appends its name, and returns it with what it was given. */
export const mark = ct.electron((file: string, name: string, ...given: string[]): string => {
  appendFileSync(file, `${name}\n`);
  return given.length === 0 ? name : `${name}(${given.join(",")})`;
});

export const marksIn = (folder: string): string => join(folder, "marks");

/** How often each ran. */
export function runsIn(file: string): Map<string, number> {
  const runs = new Map<string, number>();
  let text = "";
  try {
    text = readFileSync(file, "utf8");
  } catch {
    // None has run yet.
  }
  for (const name of text.split("\n").slice(0, -1)) runs.set(name, (runs.get(name) ?? 0) + 1);
  return runs;
}

const middle = ct.lattice((file: string, given: string) => mark(file, "inner-2", mark(file, "inner-1", given)));
const inner = ct.electron(middle, { name: "inner" });

/** A diamond with a sublattice in it: each kind of thing that a dispatcher does is done. */
export const marked = ct.lattice((file: string) => {
  const first = mark(file, "first");
  return mark(file, "last", inner(file, first), mark(file, "side", first));
});
export const markedNames = ["first", "inner-1", "inner-2", "last", "side"];
export const markedValue = "last(inner-2(inner-1(first)),side(first))";

interface Kept {
  /** Numbers of electrons, of the dispatch that is named or of the only one. */
  completed: number[];
  /** Of dispatches. */
  ids: string[];
}

/** What the store of a dispatcher that is dead, or not ours to ask, has on disk. */
export function keptIn(directory: string): Kept {
  using store = new DatabaseSync(join(directory, "store.sqlite"), { readOnly: true });
  const all = (sql: string): unknown[] => {
    try {
      return store
        .prepare(sql)
        .all()
        .map(({ found }) => found);
    } catch {
      // Killed before it had made the table.
      return [];
    }
  };
  return {
    completed: all("SELECT key % 16777216 AS found FROM electron WHERE state = 'COMPLETED'").map(Number),
    ids: all("SELECT id AS found FROM dispatch").map(String),
  };
}
