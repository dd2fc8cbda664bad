// Copies what can still be read of a damaged database into a fresh one, row by row.

import { DatabaseSync } from "node:sqlite";
import type { Row } from "./columns.ts";
import { type Database, openDatabase } from "./database.ts";
import { migrations } from "./migrations.ts";
import { isSqliteError, sqliteCode } from "./sqlite-error.ts";

export interface Salvaged {
  database: Database;
  /** How many rows were copied, by table. */
  rows: Map<string, number>;
}

/** So often in one table a read may fail before what is left of it is given up. */
const patience = 2_000;
const rowsAtOnce = 10_000;

/** Makes the database at `to` from what is readable at `from`, whatever that is; perhaps it is nothing. */
export function salvage(from: string, to: string, directory: string): Salvaged {
  using damaged = new DatabaseSync(from);
  const version = versionOf(damaged);
  const rows = new Map<string, number>();
  if (version > 0 && version <= migrations.length) {
    // In the tables that it was written with; they are brought up to date when all is there.
    const fresh = openDatabase(to, directory, migrations.slice(0, version));
    try {
      for (const table of tablesOf(fresh)) rows.set(table, copyTable(damaged, fresh, table));
    } finally {
      fresh.close();
    }
  }
  return { database: openDatabase(to, directory), rows };
}

function versionOf(damaged: DatabaseSync): number {
  try {
    return Number(damaged.prepare("PRAGMA user_version").get()?.["user_version"]);
  } catch (error) {
    if (isDamage(error)) return 0;
    throw error;
  }
}

/** Whether SQLite says that the file is not as it wrote it. */
export const isDamage = (error: unknown): boolean => isSqliteError(error, sqliteCode.CORRUPT, sqliteCode.NOTADB);

const tablesOf = (database: Database): string[] =>
  database
    .sql("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .all()
    .map(({ name }) => String(name));

function copyTable(damaged: DatabaseSync, fresh: Database, table: string): number {
  const columns = fresh.sql(`PRAGMA table_info(${table})`).all();
  const names = columns.map(({ name }) => String(name));
  const key = String(columns.find(({ pk }) => pk === 1)?.["name"] ?? "rowid");
  const insert = fresh.sql(`INSERT OR IGNORE INTO ${table} VALUES (${names.map(() => "?").join(", ")})`);
  let copied = 0;
  const copy = (row: Row): void => {
    try {
      copied += Number(insert.run(...names.map((name) => row[name] ?? null)).changes);
    } catch (error) {
      // What was read is no such row: garbage that happens to be readable.
      if (isSqliteError(error, sqliteCode.FULL, sqliteCode.IOERR)) throw error;
    }
  };
  let batch: Row[] = [];
  const flush = (): void => {
    const rows = batch;
    batch = [];
    if (rows.length > 0) fresh.transact(() => rows.forEach(copy));
  };
  for (const row of readable(damaged, table, key, names)) {
    batch.push(row);
    if (batch.length >= rowsAtOnce) flush();
  }
  flush();
  return copied;
}

/**
 * All rows that can be read, some of them twice. A read that fails at a damaged page is tried from the other end; then the
 * gap between is halved, the widest gap first, since pages that are whole may lie in it.
 */
function* readable(damaged: DatabaseSync, table: string, key: string, names: readonly string[]): Iterable<Row> {
  const gaps: { from: number; to: number }[] = [{ from: 0, to: Number.MAX_SAFE_INTEGER }];
  for (let failures = 0; failures < patience; failures += 1) {
    gaps.sort((a, b) => a.to - a.from - (b.to - b.from));
    const gap = gaps.pop();
    if (gap === undefined) return;
    const up = yield* readOneWay(damaged, { table, key, names, ...gap, direction: "ASC" });
    if (up === "all") continue;
    const down = yield* readOneWay(damaged, { table, key, names, ...gap, from: up ?? gap.from, direction: "DESC" });
    if (down === "all") continue;
    const [from, to] = [(up ?? gap.from - 1) + 1, (down ?? gap.to + 1) - 1];
    if (to < from || (from === gap.from && to === gap.to && from === to)) continue;
    const middle = Math.floor((from + to) / 2);
    gaps.push({ from, to: middle });
    if (middle < to) gaps.push({ from: middle + 1, to });
  }
}

interface Way {
  table: string;
  key: string;
  names: readonly string[];
  from: number;
  to: number;
  direction: "ASC" | "DESC";
}

/** Returns "all" if it came to the end, else the last key that it read, or null if that was none. */
function* readOneWay(
  damaged: DatabaseSync,
  { table, key, names, from, to, direction }: Way,
): Generator<Row, number | "all" | null> {
  let last: number | null = null;
  try {
    const rows = damaged
      .prepare(`SELECT ${names.join(", ")} FROM ${table} WHERE ${key} BETWEEN ? AND ? ORDER BY ${key} ${direction}`)
      .iterate(from, to);
    for (const row of rows) {
      last = Number(row[key]);
      yield row;
    }
    return "all";
  } catch (error) {
    if (!isDamage(error)) throw error;
    return last;
  }
}
