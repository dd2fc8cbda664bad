// Reads every encoded message that is kept: in rows, and in blobs that hold one because it is large.

import { open } from "node:fs/promises";
import { setImmediate as nextTurn } from "node:timers/promises";
import { blobPath } from "covalent-ts/client";
import { bytes, number, textOrNull } from "./columns.ts";
import type { Database } from "./database.ts";
import { blobName, findNames, standIn } from "./names-in-messages.ts";

/** So many rows are looked at in one turn of the event loop. */
const rowsAtOnce = 1_000;
const chunk = 4 * 1_024 * 1_024;
/** So much of what was read is read again with what follows: a name that the end of a chunk cuts in two. */
const overlap = blobName - 1;

/** Where messages are, in rows by ascending key. */
const messages = [
  ["function", "key", "code"],
  ["node", "key", "call"],
  ["graph", "key", "output"],
  ["value", "electron", "bytes"],
] as const;

export interface Look {
  /** Whether there is a blob of that name. */
  isBlob(name: string): boolean;
  /** Told of each blob that is an output as a whole. */
  onOutput(name: string): void;
  /** Given a message, or a chunk of a large one. */
  onBytes(bytes: Uint8Array): void;
  /** Whether there is nothing left to look for. */
  isOver(): boolean;
}

/** Looks through all of them, a little in each turn of the event loop. */
export async function lookThroughMessages(database: Database, directory: string, look: Look): Promise<void> {
  const large = new Set<string>();
  for (const [table, key, column] of messages) {
    const select = database.sql(
      `SELECT ${key} AS key, ${column} AS message${table === "value" ? ", sha256" : ""} FROM ${table}
       WHERE ${key} > ? ORDER BY ${key} LIMIT ${rowsAtOnce}`,
    );
    for (let last = -1; ; await nextTurn()) {
      const rows = select.all(last);
      for (const row of rows) {
        const output = table === "value" ? textOrNull(row, "sha256") : null;
        if (output !== null) {
          large.add(output);
          look.onOutput(output);
        }
        if (row["message"] === null) continue;
        const message = bytes(row, "message");
        look.onBytes(message);
        if (message.byteLength <= standIn) findNames(message, blobName, look.isBlob, (name) => large.add(name));
      }
      const end = rows.at(-1);
      if (end === undefined) break;
      last = number(end, "key");
    }
  }
  for (const name of large) {
    if (look.isOver()) return;
    await readChunks(blobPath(directory, name), look.onBytes);
  }
}

async function readChunks(path: string, onBytes: (bytes: Uint8Array) => void): Promise<void> {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return;
  await using handle = file;
  const buffer = Buffer.alloc(overlap + chunk);
  for (let kept = 0, at = 0; ; ) {
    const { bytesRead } = await handle.read(buffer, kept, chunk, at);
    if (bytesRead === 0) return;
    const filled = buffer.subarray(0, kept + bytesRead);
    onBytes(filled);
    at += bytesRead;
    kept = Math.min(overlap, filled.length);
    buffer.copyWithin(0, filled.length - kept, filled.length);
  }
}
