// Purges dispatches, one purge at a time, a little in each turn of the event loop: what runs does not wait for it.

import { setImmediate as nextTurn } from "node:timers/promises";
import { type Database, sizeOf } from "./database.ts";
import { removeSomeRows, retire } from "./purged.ts";
import { removeUnusedFiles } from "./unused-files.ts";
import { removeUnusedFunctions } from "./unused-functions.ts";

export interface Freed {
  functions: number;
  blobs: number;
  /** Copies of authors' projects. */
  projects: number;
  /** Of the disk: in the store, in blobs and in copies. */
  bytes: number;
}

export interface Purge {
  /** Purges the ended ones among these dispatches. Nobody finds them from the moment that this is called. */
  run(keys: readonly number[]): Promise<Freed>;
  /** Whether a purge was cut off by the end of the dispatcher: `run([])` goes on with it. */
  readonly isUnfinished: boolean;
}

export interface PurgeOptions {
  database: Database;
  /** The data directory. */
  directory: string;
  clock: () => number;
  /** Hashes of functions of which somebody was told that they are there, since functions were last removed. */
  asked: Set<string>;
}

/** So many pages of the file are given back in one turn. */
const pagesAtOnce = 1_000;

export function openPurge({ database, directory, clock, asked }: PurgeOptions): Purge {
  let running: Promise<unknown> = Promise.resolve();

  async function sweep(): Promise<Freed> {
    const before = sizeOf(database).bytes;
    while (removeSomeRows(database)) await nextTurn();
    const functions = await removeUnusedFunctions(database, asked);
    asked.clear();
    const { blobs, projects, bytes } = await removeUnusedFiles(database, directory, clock());
    await giveBackPages(database);
    return { functions, blobs, projects, bytes: bytes + Math.max(0, before - sizeOf(database).bytes) };
  }

  return {
    run(keys) {
      if (keys.length > 0) retire(database, keys, clock());
      const swept = running.then(sweep);
      running = swept.catch(() => undefined);
      return swept;
    },
    get isUnfinished() {
      return database.sql("SELECT 1 FROM purged WHERE swept = 0").get() !== undefined;
    },
  };
}

async function giveBackPages(database: Database): Promise<void> {
  const { connection } = database;
  for (let free = sizeOf(database).free; free > 0; await nextTurn()) {
    connection.exec(`PRAGMA incremental_vacuum(${pagesAtOnce})`);
    const left = sizeOf(database).free;
    // A store that was made before pages could be given back keeps them for what comes.
    if (left >= free) break;
    free = left;
  }
  connection.exec("PRAGMA wal_checkpoint(TRUNCATE)");
}
