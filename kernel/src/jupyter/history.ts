// The cells that ran, and what they came to: of this kernel, and of all before it.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { dataDirectory } from "covalent-ts/data-directory";
import type { RequestContent } from "./requests.ts";

type Query = RequestContent<"history_request">;
type Row = [session: number, line: number, text: string | [input: string, output: string | null]];

const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = OFF;
  PRAGMA busy_timeout = 2000;
  CREATE TABLE IF NOT EXISTS sessions (id INTEGER PRIMARY KEY AUTOINCREMENT, started TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS cells (
    id INTEGER PRIMARY KEY, session INTEGER NOT NULL, line INTEGER NOT NULL, input TEXT NOT NULL, output TEXT
  );
  CREATE INDEX IF NOT EXISTS cells_of_session ON cells (session, line);
`;

interface Open {
  db: DatabaseSync;
  /** Each kernel's life is one, numbered from 1. */
  session: number;
}

/** Kept in the data directory. Where that cannot be written, or is of a later kernel, it lasts as long as the kernel. */
export class History implements Disposable {
  readonly #log: (line: string) => void;
  #open: Open | undefined;

  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  add(line: number, input: string): void {
    const { session } = this.#opened();
    this.#run("INSERT INTO cells (session, line, input) VALUES (?, ?, ?)", session, line, input);
  }

  /** The text of a cell's result. */
  result(line: number, text: string): void {
    const { session } = this.#opened();
    this.#run("UPDATE cells SET output = ? WHERE session = ? AND line = ?", text, session, line);
  }

  ask(query: Query): Row[] {
    return this.#find(query).map(({ session, line, input, output }) => [
      Number(session),
      Number(line),
      query.output ? [String(input), output === null ? null : String(output)] : String(input),
    ]);
  }

  [Symbol.dispose](): void {
    this.#open?.db.close();
    this.#open = undefined;
  }

  #find({ hist_access_type, session, start, stop, pattern, n, unique }: Query) {
    const { db, session: own } = this.#opened();
    const limit = n || -1;
    const newestFirst = (where: string, ...values: SQLInputValue[]) =>
      db
        .prepare(`SELECT session, line, input, output FROM cells WHERE ${where} ORDER BY id DESC LIMIT ?`)
        .all(...values, limit)
        .reverse();
    switch (hist_access_type) {
      case "tail":
        return newestFirst("1");
      case "range": {
        // 0 is the session that asks, and negative ones are those before it.
        const asked = session > 0 ? session : own + session;
        const where = "session = ? AND line >= ? AND line < ? ORDER BY line";
        return db
          .prepare(`SELECT session, line, input, output FROM cells WHERE ${where}`)
          .all(asked, start, stop ?? Number.MAX_SAFE_INTEGER);
      }
      case "search": {
        // `*` and `?` are as in Jupyter; brackets are only themselves there.
        const glob = (pattern ?? "*").replaceAll("[", "[[]");
        if (!unique) return newestFirst("input GLOB ?", glob);
        return newestFirst("input GLOB ? AND id IN (SELECT max(id) FROM cells GROUP BY input)", glob);
      }
    }
  }

  /** Another kernel may hold the file for longer than somebody would wait for a cell. */
  #run(statement: string, ...values: SQLInputValue[]): void {
    try {
      this.#opened()
        .db.prepare(statement)
        .run(...values);
    } catch (error) {
      this.#log(`The history was not written: ${String(error)}`);
    }
  }

  /** Opened when the first cell runs: a kernel should be there at once. */
  #opened(): Open {
    this.#open ??= this.#openFile() ?? openDatabase(":memory:");
    return this.#open;
  }

  #openFile(): Open | undefined {
    try {
      const directory = dataDirectory();
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      return openDatabase(join(directory, "history.sqlite"));
    } catch (error) {
      this.#log(`The history of this kernel will not be kept: ${String(error)}`);
      return undefined;
    }
  }
}

function openDatabase(path: string): Open {
  const db = new DatabaseSync(path);
  try {
    db.exec(schema);
    const { lastInsertRowid } = db.prepare("INSERT INTO sessions (started) VALUES (?)").run(new Date().toISOString());
    return { db, session: Number(lastInsertRowid) };
  } catch (error) {
    db.close();
    throw error;
  }
}
