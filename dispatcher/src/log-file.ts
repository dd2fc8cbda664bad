// The log of a dispatcher in the background, kept within bounds: what is full becomes `dispatcher.log.1`, and so on.

import { copyFileSync, fstatSync, ftruncateSync, renameSync, rmSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";

export const logPath = (directory: string): string => join(directory, "dispatcher.log");

/** The n-th log before this one. */
export const olderLogPath = (directory: string, n: number): string => `${logPath(directory)}.${n}`;

export interface LogFileOptions {
  /** Where lines go: what stdout is. */
  fd: number;
  /** The data directory. */
  directory: string;
  /** A log that is larger is put away, in bytes. */
  largest: number;
  /** How many are kept beside the one that is written. @defaultValue 5 */
  older?: number;
}

/** So many logs that were put away are kept. */
export const olderLogs = 5;

/**
 * Watches the log grow; `grown` is called with each line that was written. Does nothing where stdout is not the log of the data
 * directory: a terminal or another file is somebody else's to keep small.
 *
 * The full log is copied and then emptied, not renamed: stdout and stderr of the process lead to it, and so do those of whatever
 * V8 writes when it dies. It is whole in one of the two files whenever this is cut off.
 */
export function keepLogSmall({ fd, directory, largest, older = olderLogs }: LogFileOptions): {
  grown(line: string): void;
} {
  const path = logPath(directory);
  if (!isSameFile(fstatSync(fd), path)) return { grown() {} };
  let size = fstatSync(fd).size;
  let limit = largest;

  function putAway(): void {
    const part = `${path}.part`;
    try {
      copyFileSync(path, part);
      for (let n = older - 1; n >= 1; n -= 1) rename(olderLogPath(directory, n), olderLogPath(directory, n + 1));
      renameSync(part, olderLogPath(directory, 1));
      ftruncateSync(fd);
      size = 0;
      limit = largest;
    } catch {
      // The disk is full, most likely: the log goes on as it is, and this is tried again when it has grown by as much.
      limit = size + largest;
      removeIfPossible(part);
    }
  }

  return {
    grown(line) {
      // Characters are at most what they are in bytes: the true size, stderr's part too, is looked up before anything is done.
      size += line.length;
      if (size < limit) return;
      size = fstatSync(fd).size;
      if (size >= limit) putAway();
    },
  };
}

function isSameFile(open: Stats, path: string): boolean {
  const there = statSync(path, { throwIfNoEntry: false });
  return there !== undefined && there.ino === open.ino && there.dev === open.dev;
}

function rename(from: string, to: string): void {
  if (statSync(from, { throwIfNoEntry: false }) !== undefined) renameSync(from, to);
}

function removeIfPossible(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It is written over the next time.
  }
}
