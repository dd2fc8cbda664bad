// A store as others may read it while its dispatcher writes, or while none runs: nothing is changed, nothing brought up to date.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { CovalentError } from "covalent-ts/errors";
import type { Database } from "./database.ts";
import { migrations } from "./migrations.ts";

/**
 * Undefined if there is no store.
 *
 * @throws STORE_TOO_NEW, STORE_NOT_UPGRADED if its tables are not those of this version
 */
export function openReadOnly(directory: string): Database | undefined {
  const path = join(directory, "store.sqlite");
  if (!existsSync(path)) return undefined;
  const connection = new DatabaseSync(path, { readOnly: true, timeout: 10_000 });
  const statements = new Map<string, StatementSync>();
  const refuse = (): never => {
    throw new TypeError("A store that was opened to be read is not written.");
  };
  const database: Database = {
    connection,
    sql(text) {
      const statement = statements.get(text) ?? connection.prepare(text);
      statements.set(text, statement);
      return statement;
    },
    transact: refuse,
    close: () => connection.close(),
  };
  const version = Number(database.sql("PRAGMA user_version").get()?.["user_version"]);
  const ours = migrations.length;
  if (version === ours) return database;
  database.close();
  if (version > ours) throw new CovalentError("STORE_TOO_NEW", { directory, theirs: version, ours });
  const reason = "`covalent start` does that";
  throw new CovalentError("STORE_NOT_UPGRADED", { directory, from: version, to: ours, reason });
}
