// Values too big for a message lie in the data directory, in a file named by their content.

import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { mkdir, open, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CovalentError } from "../errors.ts";
import { makeYoung } from "../make-young.ts";

/** `objects/<2 hex>/<62 hex>` of the data directory. */
export const blobPath = (directory: string, sha256: string): string =>
  join(directory, "objects", sha256.slice(0, 2), sha256.slice(2));

/**
 * Keeps the bytes and says by what name. They are on disk when this resolves, whole or not at all: a crash leaves at most a
 * file beside it that nobody names. The same bytes are kept once, whoever writes them and however many at a time.
 */
export async function putBlob(directory: string, bytes: Uint8Array): Promise<{ sha256: string; size: number }> {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const path = blobPath(directory, sha256);
  if (!(await takeUp(path, bytes.byteLength))) await writeWhole(path, bytes);
  return { sha256, size: bytes.byteLength };
}

/**
 * Keeps bytes before it returns, for an author's data, which may change a moment later: nothing is copied but to disk.
 *
 * @throws DATA_DIRECTORY_NOT_WRITABLE, DISPATCHER_NO_SPACE
 */
export function keepBlob(directory: string, bytes: Uint8Array): string {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const path = blobPath(directory, sha256);
  if (takeUpNow(path, bytes.byteLength)) return sha256;
  const temporary = partOf(path);
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(temporary, bytes, { flag: "wx", mode: 0o600, flush: true });
    renameSync(temporary, path);
    syncFolderNow(dirname(path));
  } catch (cause) {
    if (existsSync(temporary)) rmSync(temporary);
    if (isNoSpace(cause)) throw new CovalentError("DISPATCHER_NO_SPACE", { directory }, { cause });
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CovalentError("DATA_DIRECTORY_NOT_WRITABLE", { directory, reason }, { cause });
  }
  return sha256;
}

/**
 * The bytes of that name.
 *
 * @throws VALUE_LOST if there are none
 */
export async function readBlob(directory: string, sha256: string): Promise<Uint8Array> {
  try {
    return await readFile(blobPath(directory, sha256));
  } catch (cause) {
    if (!isNotThere(cause)) throw cause;
    throw new CovalentError("VALUE_LOST", { sha256, why: "it is not there any more" }, { cause });
  }
}

/** Whether the disk, or a person's share of it, is full. */
export const isNoSpace = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");

const isNotThere = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "ENOENT";

// A file that is there already is made young again: a purge that goes on meanwhile then leaves it. One of another size is
// damaged, and is written anew.
async function takeUp(path: string, size: number): Promise<boolean> {
  try {
    const now = new Date();
    await utimes(path, now, now);
    return (await stat(path)).size === size;
  } catch (error) {
    if (isNotThere(error)) return false;
    throw error;
  }
}

// Where a purge was quicker, or the file is not ours to touch, it is written, or that says why not.
const takeUpNow = (path: string, size: number): boolean =>
  statSync(path, { throwIfNoEntry: false })?.size === size && makeYoung(path);

const partOf = (path: string): string => `${path}.${randomBytes(6).toString("hex")}.part`;

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = partOf(path);
  try {
    const file = await open(temporary, "wx", 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

function syncFolderNow(folder: string): void {
  if (process.platform === "win32") return;
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** A rename is only on disk once its folder is. */
async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folders, and orders metadata by itself.
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
