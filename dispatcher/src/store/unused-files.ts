// Removes blobs that nothing in the store names any more.

import { open } from "node:fs/promises";
import { setImmediate as nextTurn } from "node:timers/promises";
import { blobPath } from "covalent-ts/client";
import { type BlobFile, readBlobFiles, removeIfOlder } from "./blob-files.ts";
import { canName, findBlobNames, standIn } from "./blob-names.ts";
import { bytes, number, numberOrNull, textOrNull } from "./columns.ts";
import type { Database } from "./database.ts";

/** What is on disk may be so much younger than our clock says, in milliseconds. */
const slack = 1_000;
/** So many rows are looked at in one turn of the event loop. */
const rowsAtOnce = 1_000;
const chunk = 4 * 1_024 * 1_024;

/** Where messages are that can name blobs, in rows by ascending key. */
const messages = [
  ["function", "key", "code"],
  ["node", "key", "call"],
  ["graph", "key", "output"],
  ["value", "electron", "bytes"],
] as const;

export interface Removed {
  blobs: number;
  bytes: number;
}

/**
 * Never takes one that was written or taken up since a submit, or an electron that still runs, began; nor one that a row names,
 * or a blob that a row names. Dispatches go on meanwhile.
 */
export async function removeUnusedBlobs(database: Database, directory: string, now: number): Promise<Removed> {
  const { files, oldestLease } = await readBlobFiles(directory, now);
  const before = Math.min(now - slack, oldestLease, oldestRun(database));
  const unused = new Map([...files].filter(([, { mtime }]) => mtime < before));
  if (unused.size === 0) return { blobs: 0, bytes: 0 };
  await keepNamed(database, directory, files, unused);
  const removed: Removed = { blobs: 0, bytes: 0 };
  for (const { name, size } of unused.values()) {
    if (removeIfOlder(directory, name, before)) {
      removed.blobs += 1;
      removed.bytes += size;
    }
    await nextTurn();
  }
  return removed;
}

/** When the first of the electrons that run was started: what it has kept since is named nowhere yet. */
function oldestRun(database: Database): number {
  const row = database
    .sql(
      `SELECT min(e.started_at) AS at FROM dispatch d JOIN electron e
       ON e.key >= d.key * 16777216 AND e.key < (d.key + 1) * 16777216 AND e.state = 'RUNNING' WHERE d.ended_at IS NULL`,
    )
    .get();
  return (row && numberOrNull(row, "at")) ?? Number.POSITIVE_INFINITY;
}

/** Takes out of `unused` all that is named. */
async function keepNamed(
  database: Database,
  directory: string,
  files: ReadonlyMap<string, BlobFile>,
  unused: Map<string, BlobFile>,
): Promise<void> {
  const isBlob = (name: string): boolean => files.has(name);
  /** Blobs that hold a message, which may name others. */
  const toRead = new Set<string>();
  for (const [table, key, column] of messages) {
    const select = database.sql(
      `SELECT ${key} AS key, ${column} AS message${table === "value" ? ", sha256" : ""} FROM ${table}
       WHERE ${key} > ? ORDER BY ${key} LIMIT ${rowsAtOnce}`,
    );
    for (let last = -1; ; await nextTurn()) {
      const rows = select.all(last);
      for (const row of rows) {
        const whole = table === "value" ? textOrNull(row, "sha256") : null;
        if (whole !== null) toRead.add(whole);
        if (row["message"] === null) continue;
        const message = bytes(row, "message");
        if (!canName(message.byteLength)) continue;
        findBlobNames(message, isBlob, (name) => {
          unused.delete(name);
          if (message.byteLength <= standIn) toRead.add(name);
        });
      }
      const end = rows.at(-1);
      if (end === undefined) break;
      last = number(end, "key");
    }
  }
  for (const name of toRead) {
    unused.delete(name);
    if (unused.size === 0) return;
    await readNames(blobPath(directory, name), isBlob, (named) => unused.delete(named));
  }
}

async function readNames(path: string, isBlob: (name: string) => boolean, found: (name: string) => void) {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return;
  await using handle = file;
  const overlap = 63;
  const buffer = Buffer.alloc(overlap + chunk);
  for (let kept = 0, at = 0; ; ) {
    const { bytesRead } = await handle.read(buffer, kept, chunk, at);
    if (bytesRead === 0) return;
    const filled = buffer.subarray(0, kept + bytesRead);
    findBlobNames(filled, isBlob, found);
    at += bytesRead;
    kept = Math.min(overlap, filled.length);
    buffer.copyWithin(0, filled.length - kept, filled.length);
  }
}
