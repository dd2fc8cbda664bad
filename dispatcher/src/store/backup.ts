// Copies a store while it is written: into a folder that is a data directory itself.

import { existsSync } from "node:fs";
import { constants, copyFile, link, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { CovalentError } from "covalent-ts/errors";

export interface Backup {
  folder: string;
  dispatches: number;
  unfinished: number;
  blobs: number;
  /** Of the store and all blobs. */
  bytes: number;
}

/**
 * The store is as one moment found it, with all blobs that it names. Blobs never change once they are written: on the same disk
 * they are linked, and take no room. Nothing is left behind when it fails.
 *
 * @param copy Copy blobs on the same disk, too, so that nothing that happens to one file happens to both.
 * @throws BACKUP_REFUSED
 */
export async function backUp(directory: string, to: string, copy = false): Promise<Backup> {
  const folder = resolve(to);
  const part = `${folder}.part`;
  const refuse = (reason: string, cause?: unknown) =>
    new CovalentError("BACKUP_REFUSED", { folder, reason }, cause === undefined ? {} : { cause });
  const store = join(directory, "store.sqlite");
  if (!existsSync(store)) throw refuse(`there is no store in ${directory}`);
  if (existsSync(folder) && !(await isEmptyFolder(folder))) throw refuse("it is there already, and is not empty");
  try {
    await mkdir(dirname(folder), { recursive: true });
    await rm(part, { recursive: true, force: true });
    await mkdir(part, { mode: 0o700 });
    // Blobs first: what a purge takes from now on, the copy of the store may still name. And again: what came meanwhile.
    await takeBlobs(directory, part, copy);
    const counts = copyStore(store, join(part, "store.sqlite"));
    await takeBlobs(directory, part, copy);
    await syncToDisk(join(part, "store.sqlite"));
    const { blobs, bytes } = await measure(part);
    await rm(folder, { recursive: true, force: true });
    await rename(part, folder);
    return { folder, ...counts, blobs, bytes };
  } catch (error) {
    await rm(part, { recursive: true, force: true }).catch(() => undefined);
    throw refuse(error instanceof Error ? error.message : String(error), error);
  }
}

const isEmptyFolder = async (path: string): Promise<boolean> =>
  (await stat(path)).isDirectory() && (await readdir(path)).length === 0;

function copyStore(from: string, to: string): { dispatches: number; unfinished: number } {
  using source = new DatabaseSync(from, { readOnly: true, timeout: 10_000 });
  source.prepare("VACUUM INTO ?").run(to);
  using copy = new DatabaseSync(to, { readOnly: true });
  const counts = copy
    .prepare("SELECT count(*) AS dispatches, count(*) FILTER (WHERE ended_at IS NULL) AS unfinished FROM dispatch")
    .get();
  return { dispatches: Number(counts?.["dispatches"]), unfinished: Number(counts?.["unfinished"]) };
}

async function takeBlobs(directory: string, to: string, copy: boolean): Promise<void> {
  const objects = join(directory, "objects");
  for (const start of await readdir(objects).catch(() => [])) {
    if (!/^[0-9a-f]{2}$/.test(start)) continue;
    await mkdir(join(to, "objects", start), { recursive: true, mode: 0o700 });
    for (const rest of await readdir(join(objects, start))) {
      if (/^[0-9a-f]{62}$/.test(rest)) await take(join(objects, start, rest), join(to, "objects", start, rest), copy);
    }
  }
}

async function take(from: string, to: string, copy: boolean): Promise<void> {
  if (existsSync(to)) return;
  try {
    if (copy) await copyFile(from, to, constants.COPYFILE_FICLONE);
    else await link(from, to).catch(() => copyFile(from, to, constants.COPYFILE_FICLONE));
  } catch (error) {
    // A purge has taken it just now.
    if (existsSync(from)) throw error;
  }
}

async function syncToDisk(path: string): Promise<void> {
  const file = await open(path, "r+");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function measure(folder: string): Promise<{ blobs: number; bytes: number }> {
  const measured = { blobs: 0, bytes: 0 };
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    measured.bytes += (await stat(join(entry.parentPath, entry.name))).size;
    if (entry.name !== "store.sqlite") measured.blobs += 1;
  }
  return measured;
}
