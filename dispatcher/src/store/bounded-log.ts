// Keeps the beginning and the end of what an electron prints, and a line that says how much between them was left out.

import type { LogPiece } from "covalent-ts/protocol";
import { number, type Row, text } from "./columns.ts";
import type { Database } from "./database.ts";

/** How much is kept at either end, in characters. */
export const keptAtEitherEnd = 4_000_000;
/** By how much the end may outgrow that, so that not every line pushes another one out. */
const slack = 1_000_000;

interface Extent {
  /** Characters in the beginning. */
  head: number;
  /** The number kept for the line between, once the beginning is full. */
  gap: number | null;
  /** Characters after it. */
  tail: number;
  leftOut: number;
}

/** Adds to the log of an electron; gives back the pieces with their numbers. */
export function appendToLog(database: Database, electron: number, pieces: readonly LogPiece[]): LogPiece[] {
  const extent = readExtent(database, electron);
  const insert = database.sql("INSERT INTO log (electron, n, at, attempt, stream, text) VALUES (?, ?, ?, ?, ?, ?)");
  const last = database.sql("SELECT max(n) AS n FROM log WHERE electron = ?").get(electron)?.["n"] ?? 0;
  let n = Math.max(Number(last), extent.gap ?? 0);
  const written: LogPiece[] = [];
  const write = (piece: LogPiece): void => {
    n += 1;
    written.push({ ...piece, n });
    insert.run(electron, n, piece.at, piece.attempt, piece.stream, piece.text);
  };
  for (const piece of pieces) {
    const room = extent.gap === null ? keptAtEitherEnd - extent.head : 0;
    if (piece.text.length <= room) {
      extent.head += piece.text.length;
      write(piece);
      continue;
    }
    if (room > 0) write({ ...piece, text: piece.text.slice(0, room) });
    if (extent.gap === null) {
      extent.head += room;
      n += 1;
      extent.gap = n;
    }
    const rest = piece.text.slice(room);
    extent.tail += rest.length;
    write({ ...piece, text: rest });
  }
  if (extent.tail > keptAtEitherEnd + slack) leaveOut(database, electron, extent);
  writeExtent(database, electron, extent);
  return written;
}

function leaveOut(database: Database, electron: number, extent: Extent): void {
  const { gap } = extent;
  if (gap === null) return;
  const rows = database
    .sql("SELECT n, at, attempt, stream, text FROM log WHERE electron = ? AND n > ? ORDER BY n")
    .iterate(electron, gap);
  const remove: { n: number; rest: string }[] = [];
  let first: Row | undefined;
  for (const row of rows) {
    if (extent.tail <= keptAtEitherEnd) break;
    first ??= row;
    const piece = text(row, "text");
    const dropped = Math.min(piece.length, extent.tail - keptAtEitherEnd);
    remove.push({ n: number(row, "n"), rest: piece.slice(dropped) });
    extent.tail -= dropped;
    extent.leftOut += dropped;
  }
  for (const { n, rest } of remove) {
    if (rest === "") database.sql("DELETE FROM log WHERE electron = ? AND n = ?").run(electron, n);
    else database.sql("UPDATE log SET text = ? WHERE electron = ? AND n = ?").run(rest, electron, n);
  }
  if (first === undefined) return;
  const line = `\n… ${extent.leftOut.toLocaleString("en")} characters left out …\n`;
  database
    .sql(
      `INSERT INTO log (electron, n, at, attempt, stream, text) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET text = excluded.text`,
    )
    .run(electron, gap, number(first, "at"), number(first, "attempt"), text(first, "stream"), line);
}

function readExtent(database: Database, electron: number): Extent {
  const row = database.sql("SELECT head, gap, tail, left_out FROM log_extent WHERE electron = ?").get(electron);
  if (row === undefined) return { head: 0, gap: null, tail: 0, leftOut: 0 };
  const gap = row["gap"] === null ? null : number(row, "gap");
  return { head: number(row, "head"), gap, tail: number(row, "tail"), leftOut: number(row, "left_out") };
}

function writeExtent(database: Database, electron: number, { head, gap, tail, leftOut }: Extent): void {
  database
    .sql("INSERT OR REPLACE INTO log_extent (electron, head, gap, tail, left_out) VALUES (?, ?, ?, ?, ?)")
    .run(electron, head, gap, tail, leftOut);
}
