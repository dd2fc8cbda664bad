// A store file that was emptied, while its write-ahead log is whole: SQLite would throw that away, and with it all that it holds.

import { copyFileSync, readFileSync, rmSync, statSync } from "node:fs";
import { openDatabase } from "./database.ts";

const logHeader = 32;
/** The log's magic number; its last bit tells the byte order of checksums. */
const magic = 0x377f0682;

const sizeOf = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.size;

/**
 * Puts a store without rows in the place of the empty file, which is what the log was begun on if it was never emptied into the
 * file: then all is there again. Otherwise pages are missing, and whoever opens it finds it damaged. False if there is no log.
 */
export function reviveFromLog(path: string, directory: string): boolean {
  if (sizeOf(path) !== 0 || (sizeOf(`${path}-wal`) ?? 0) <= logHeader) return false;
  const log = readFileSync(`${path}-wal`);
  if ((log.readUInt32BE(0) & ~1) >>> 0 !== magic) return false;
  const young = `${path}.young`;
  rmSync(young, { force: true });
  openDatabase(young, directory).close();
  copyFileSync(young, path);
  rmSync(young);
  return true;
}
