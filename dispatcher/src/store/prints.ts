// Keeps what electrons print, in numbered pieces.

import type { LogPiece, OutputMessage } from "covalent-ts/protocol";
import { appendToLog } from "./bounded-log.ts";
import { electronKey, number, type Row, text } from "./columns.ts";
import type { Database } from "./database.ts";
import type { Print } from "./turn.ts";

/** What one electron printed in a turn. */
interface Printout {
  dispatch: number;
  electron: number;
  pieces: LogPiece[];
}

/** Adds to the logs, and returns a message for each electron that printed. */
export function writePrints(database: Database, prints: readonly Print[]): OutputMessage[] {
  return gather(prints).map(({ dispatch, electron, pieces }) => {
    const row = database.sql("SELECT id FROM dispatch WHERE key = ?").get(dispatch) ?? {};
    const written = appendToLog(database, electronKey(dispatch, electron), pieces);
    return { dispatch: text(row, "id"), electron, pieces: written };
  });
}

/** What is kept of all that an electron printed, in order. */
export const readLog = (database: Database, key: number): LogPiece[] =>
  database.sql("SELECT n, at, attempt, stream, text FROM log WHERE electron = ? ORDER BY n").all(key).map(piece);

function piece(row: Row): LogPiece {
  const stream = text(row, "stream") === "stdout" ? "stdout" : "stderr";
  return {
    n: number(row, "n"),
    at: number(row, "at"),
    attempt: number(row, "attempt"),
    stream,
    text: text(row, "text"),
  };
}

// What follows on the same stream within a turn is one piece: programs print in many small writes.
function gather(prints: readonly Print[]): Printout[] {
  const outs = new Map<number, Printout>();
  for (const { dispatch, electron, attempt, stream, text, at } of prints) {
    const key = electronKey(dispatch, electron);
    const out: Printout = outs.get(key) ?? { dispatch, electron, pieces: [] };
    outs.set(key, out);
    const last = out.pieces.at(-1);
    if (last?.stream === stream && last.attempt === attempt) last.text += text;
    else out.pieces.push({ n: out.pieces.length + 1, at, attempt, stream, text });
  }
  return [...outs.values()];
}
