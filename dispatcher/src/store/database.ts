// The SQLite file under the store: opened for safety first, brought up to date, with each statement prepared once.

import { DatabaseSync, type StatementSync } from "node:sqlite";
import { CovalentError } from "covalent-ts/errors";
import { migrations } from "./migrations.ts";

export interface Database {
  /** The statement of that text. */
  sql(text: string): StatementSync;
  /** All that `write` does is on disk when this returns, or none of it: then it throws what `write` or SQLite threw. */
  transact<T>(write: () => T): T;
  /** The connection itself, for what has no statement. */
  readonly connection: DatabaseSync;
  close(): void;
}

/**
 * Opens the file, and makes it if it is not there.
 *
 * @throws STORE_TOO_NEW when a newer dispatcher wrote it.
 */
export function openDatabase(path: string, directory: string): Database {
  const connection = new DatabaseSync(path);
  // FULL: what was committed survives the machine's power too, for one fsync per commit.
  connection.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF");
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
    migrate(database, directory);
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}

function migrate(database: Database, directory: string): void {
  const version = Number(database.connection.prepare("PRAGMA user_version").get()?.["user_version"]);
  const ours = migrations.length;
  if (version > ours) throw new CovalentError("STORE_TOO_NEW", { directory, theirs: version, ours });
  for (const [step, text] of migrations.entries()) {
    if (step < version) continue;
    database.transact(() => database.connection.exec(`${text}; PRAGMA user_version = ${step + 1}`));
  }
}
