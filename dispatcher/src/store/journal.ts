// Collects, while a turn is written, what will be announced of each dispatch, and gives it the next number when all is said.

import type { DispatchEvent, StateMessage } from "covalent-ts/protocol";
import { abridge } from "../engine/chapter.ts";
import { packChapters } from "./alike.ts";
import { number, text } from "./columns.ts";
import type { Database } from "./database.ts";

interface Page {
  events: DispatchEvent[];
  total: number;
  completed: number;
  failed: number;
}

export interface Journal {
  tell(dispatch: number, event: DispatchEvent): void;
  /** Changes what the summary of a dispatch counts. */
  count(dispatch: number, what: "total" | "completed" | "failed", by: number): void;
  /** Writes down what was told, and returns it as messages. */
  close(at: number): StateMessage[];
}

export function openJournal(database: Database): Journal {
  const pages = new Map<number, Page>();
  const page = (dispatch: number): Page => {
    let it = pages.get(dispatch);
    if (it === undefined) {
      it = { events: [], total: 0, completed: 0, failed: 0 };
      pages.set(dispatch, it);
    }
    return it;
  };
  return {
    tell: (dispatch, event) => void page(dispatch).events.push(event),
    count(dispatch, what, by) {
      page(dispatch)[what] += by;
    },
    close: (at) =>
      Array.from(pages, ([dispatch, it]) => write(database, dispatch, it, at)).filter((m) => m !== undefined),
  };
}

function write(database: Database, dispatch: number, page: Page, at: number): StateMessage | undefined {
  const { events, total, completed, failed } = page;
  if (events.length === 0) return undefined;
  const row = database
    .sql(
      `UPDATE dispatch SET seq = seq + 1, total = total + ?, completed = completed + ?, failed = failed + ?
       WHERE key = ? RETURNING id, seq`,
    )
    .get(total, completed, failed, dispatch);
  if (row === undefined) return undefined;
  const seq = number(row, "seq");
  database
    .sql("INSERT INTO event (dispatch, seq, at, chapters) VALUES (?, ?, ?, ?)")
    .run(dispatch, seq, at, JSON.stringify(packChapters(events.map(abridge))));
  return { dispatch: text(row, "id"), seq, events };
}
