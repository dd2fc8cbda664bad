// Gives the write-ahead log room before it is needed: what is written into a file that is long enough is on disk in half the time.
//
// A commit that makes the log longer has the file system write down its new length as well. SQLite reads the log as far as
// its frames are sound (https://www.sqlite.org/walformat.html, §4), so zeros behind them mean nothing to it.

import { closeSync, fdatasync, fstatSync, openSync, statfsSync, writeSync } from "node:fs";

/** In bytes: SQLite begins the log anew when it is about as long. */
const room = 32 * 2 ** 20;
/** For the first dispatches. The rest comes by and by: all of it at once would keep a start waiting. */
const atOnce = 4 * 2 ** 20;
/** So many bytes are free where it makes no difference. */
const plenty = 64 * room;
const piece = new Uint8Array(2 ** 20);
/** Between two pieces, in milliseconds. */
const pause = 50;

/** Makes room in the log of an open database. Where the disk has none to give, the log grows as it always would. */
export function makeRoomInLog(path: string): Disposable {
  let timer: NodeJS.Timeout | undefined;
  let log: number | undefined;
  const close = (): void => {
    clearTimeout(timer);
    if (log !== undefined) closeSync(log);
    log = undefined;
  };
  const goOn = (): void => {
    if (log === undefined) return;
    if (!lengthen(log)) {
      close();
      return;
    }
    // Nobody waits for it: a commit that comes before does it all by itself.
    fdatasync(log, () => undefined);
    timer = setTimeout(goOn, pause);
    timer.unref();
  };
  try {
    if (isScarce(path)) return { [Symbol.dispose]: close };
    log = openSync(path, "r+");
    while (fstatSync(log).size < atOnce && lengthen(log));
  } catch {
    // Whatever is wrong with the disk, the next commit says it better.
  }
  goOn();
  return { [Symbol.dispose]: close };
}

/** On a small or a full disk, room is better left to what is written. */
function isScarce(path: string): boolean {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize < plenty;
}

/** By a piece. False if it is long enough, or cannot be longer. */
function lengthen(log: number): boolean {
  try {
    const { size } = fstatSync(log);
    return size < room && writeSync(log, piece, 0, Math.min(piece.length, room - size), size) > 0;
  } catch {
    return false;
  }
}
