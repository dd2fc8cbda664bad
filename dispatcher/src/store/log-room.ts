// Gives the write-ahead log room before it is needed: what is written into a file that is long enough is on disk in half the time.
//
// A commit that makes the log longer has the file system write down its new length as well. SQLite reads the log as far as
// its frames are sound (https://www.sqlite.org/walformat.html, §4), so zeros behind them mean nothing to it.

import { closeSync, fdatasync, fstatSync, openSync, writeSync } from "node:fs";

/** In bytes: as much as some thousand commits of short electrons, before the log is written from its start again. */
const room = 8 * 2 ** 20;
const piece = new Uint8Array(2 ** 18);

/** The log of an open database. Where the disk has no room to give, the log grows as it always would. */
export function makeRoomInLog(path: string): void {
  let log: number | undefined;
  try {
    log = openSync(path, "r+");
    for (let at = fstatSync(log).size; at < room; at += piece.length) {
      writeSync(log, piece, 0, Math.min(piece.length, room - at), at);
    }
  } catch {
    // Whatever is wrong with the disk, the next commit says it better.
  }
  if (log === undefined) return;
  const opened = log;
  // Nobody waits for it: a commit that comes before does it all by itself.
  fdatasync(opened, () => closeSync(opened));
}
