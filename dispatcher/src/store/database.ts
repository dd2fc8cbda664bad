// The SQLite file under the store: opened for safety first, brought up to date, with each statement prepared once.

import { DatabaseSync, type StatementSync } from "node:sqlite";
import { CovalentError } from "covalent-ts/errors";
import { migrations } from "./migrations.ts";
import { isSqliteError, sqliteCode } from "./sqlite-error.ts";

export interface Database {
  /** The statement of that text. */
  sql(text: string): StatementSync;
  /** All that `write` does is on disk when this returns, or none of it: then it throws what `write` or SQLite threw. */
  transact<T>(write: () => T): T;
  /** The connection itself, for what has no statement. */
  readonly connection: DatabaseSync;
  close(): void;
}

/** What SQLite may keep in memory, in KiB: a transaction that does not fit is written twice. Little of it is used when idle. */
const pageCache = 32 * 1024;
/** Pages that the write-ahead log takes before they are copied to where they belong: a page that changes often is copied once. */
const pagesInLog = 8_000;

/**
 * Opens the file, and makes it if it is not there.
 *
 * @throws STORE_TOO_NEW when a newer dispatcher wrote it, STORE_NOT_UPGRADED when it cannot be brought up to date
 */
export function openDatabase(path: string, directory: string, steps: readonly string[] = migrations): Database {
  const connection = new DatabaseSync(path);
  const statements = new Map<string, StatementSync>();
  const database: Database = {
    connection,
    sql(text) {
      let statement = statements.get(text);
      if (statement === undefined) {
        statement = connection.prepare(text);
        statements.set(text, statement);
      }
      return statement;
    },
    transact(write) {
      connection.exec("BEGIN IMMEDIATE");
      try {
        const result = write();
        connection.exec("COMMIT");
        return result;
      } catch (error) {
        // SQLite itself has rolled back when the disk was full.
        if (connection.isTransaction) connection.exec("ROLLBACK");
        throw error;
      }
    },
    close() {
      statements.clear();
      if (connection.isOpen) connection.close();
    },
  };
  try {
    // Only an empty file takes the first: pages that a purge leaves free can then be given back.
    connection.exec("PRAGMA auto_vacuum = INCREMENTAL");
    // FULL: what was committed survives the machine's power too, for one fsync per commit.
    connection.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF");
    connection.exec(`PRAGMA cache_size = -${pageCache}; PRAGMA wal_autocheckpoint = ${pagesInLog}`);
    migrate(database, directory, steps);
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}

/** How large the database is, in bytes, and how much of that is free for what comes. */
export function sizeOf(database: Database): { bytes: number; free: number } {
  const pragma = (name: string): number => Number(database.sql(`PRAGMA ${name}`).get()?.[name]);
  const page = pragma("page_size");
  return { bytes: pragma("page_count") * page, free: pragma("freelist_count") * page };
}

// All steps in one transaction: a store that cannot take one of them stays as it was, and its old dispatcher can read it.
function migrate(database: Database, directory: string, steps: readonly string[]): void {
  const version = Number(database.connection.prepare("PRAGMA user_version").get()?.["user_version"]);
  const ours = steps.length;
  if (version > ours) throw new CovalentError("STORE_TOO_NEW", { directory, theirs: version, ours });
  if (version === ours) return;
  try {
    database.transact(() => {
      for (const text of steps.slice(version)) database.connection.exec(text);
      database.connection.exec(`PRAGMA user_version = ${ours}`);
    });
    // The tables are in the file itself then, whatever becomes of the write-ahead log.
    database.connection.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  } catch (cause) {
    if (isSqliteError(cause, ...notOfTheStep)) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CovalentError("STORE_NOT_UPGRADED", { directory, from: version, to: ours, reason }, { cause });
  }
}

const notOfTheStep = Object.values(sqliteCode);
