// One dispatcher for a data directory: it holds a lock that the operating system takes back when the process ends, however it ends.

import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { CovalentError } from "covalent-ts/errors";
import { isSqliteError, sqliteCode } from "./sqlite-error.ts";

/** How long to wait for a dispatcher that is just ending, in milliseconds. */
const patience = 3_000;

/**
 * Makes the data directory if need be, for its owner only, and takes its lock. SQLite's lock file serves: two that start at
 * once cannot both have it, and after `kill -9` nothing stale is left to be told apart from something alive.
 *
 * @throws DATA_DIRECTORY_NOT_WRITABLE, DATA_DIRECTORY_IN_USE
 */
export async function lockDirectory(directory: string, wait: number = patience): Promise<AsyncDisposable> {
  const holder = join(directory, "dispatcher.pid");
  const lock = await openLock(directory);
  try {
    lock.exec(`PRAGMA busy_timeout = ${wait}; BEGIN EXCLUSIVE`);
  } catch (error) {
    lock.close();
    if (!isSqliteError(error, sqliteCode.BUSY)) throw notWritable(directory, error);
    const pid = Number(await readFile(holder, "utf8").catch(() => "0"));
    throw new CovalentError("DATA_DIRECTORY_IN_USE", { directory, pid });
  }
  await writeFile(holder, `${process.pid}\n`);
  return {
    async [Symbol.asyncDispose]() {
      if (!lock.isOpen) return;
      await rm(holder, { force: true });
      lock.close();
    },
  };
}

async function openLock(directory: string): Promise<DatabaseSync> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    return new DatabaseSync(join(directory, "lock.sqlite"));
  } catch (error) {
    throw notWritable(directory, error);
  }
}

function notWritable(directory: string, cause: unknown): CovalentError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CovalentError("DATA_DIRECTORY_NOT_WRITABLE", { directory, reason }, { cause });
}
