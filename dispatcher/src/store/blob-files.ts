// The files of the blob store: which there are, how old, and how one is removed that somebody may take up again that moment.

import { rmSync } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { blobPath, leaseName, lives } from "covalent-ts/client";
import { moveAsideIfOlder } from "./move-aside.ts";
import { uploadSince } from "./upload-lease.ts";

export interface BlobFile {
  name: string;
  size: number;
  /** When it was written, or last taken up. */
  mtime: number;
}

/** A lease of another machine is given up after a day, in milliseconds: nobody can tell here whether its process lives. */
const leaseLasts = 24 * 60 * 60 * 1_000;
/** A part of a file that nobody finished is litter after an hour. */
const partLasts = 60 * 60 * 1_000;

/** What is on disk. Leases of processes that have ended, and parts that nobody finishes, are removed on the way. */
export async function readBlobFiles(
  directory: string,
  now: number,
): Promise<{ files: Map<string, BlobFile>; oldestLease: number }> {
  const objects = join(directory, "objects");
  const files = new Map<string, BlobFile>();
  let oldestLease = Number.POSITIVE_INFINITY;
  for (const entry of await readdir(objects).catch(() => [])) {
    if (/^[0-9a-f]{2}$/.test(entry)) await readFolder(join(objects, entry), entry, files, now);
    else if (leaseName(entry) !== undefined) {
      const since = await heldSince(join(objects, entry), entry, now);
      if (since !== undefined) oldestLease = Math.min(oldestLease, since);
    } else oldestLease = Math.min(oldestLease, uploadSince(directory, entry, now) ?? oldestLease);
  }
  return { files, oldestLease };
}

/** In bytes. */
export async function sizeOfBlobs(directory: string): Promise<number> {
  const { files } = await readBlobFiles(directory, Date.now());
  let bytes = 0;
  for (const { size } of files.values()) bytes += size;
  return bytes;
}

async function readFolder(folder: string, start: string, files: Map<string, BlobFile>, now: number): Promise<void> {
  for (const entry of await readdir(folder)) {
    const path = join(folder, entry);
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) continue;
    if (/^[0-9a-f]{62}$/.test(entry)) {
      files.set(start + entry, { name: start + entry, size: found.size, mtime: found.mtimeMs });
    } else if (entry.endsWith(".part") && found.mtimeMs < now - partLasts) await rm(path, { force: true });
  }
}

async function heldSince(path: string, name: string, now: number): Promise<number | undefined> {
  const lease = leaseName(name);
  const written = (await stat(path).catch(() => undefined))?.mtimeMs;
  if (lease === undefined || written === undefined) return undefined;
  const holds = lease.host === hostname() ? lives(lease.pid) : written > now - leaseLasts;
  if (holds) return written;
  await rm(path, { force: true });
  return undefined;
}

/** Removes the blob unless it was taken up since `before`. In one go: nothing is submitted here meanwhile. */
export function removeIfOlder(directory: string, name: string, before: number): boolean {
  const path = blobPath(directory, name);
  const aside = `${path}.part`;
  if (!moveAsideIfOlder(path, aside, before)) return false;
  try {
    rmSync(aside);
    return true;
  } catch {
    // Somebody else removed it.
    return false;
  }
}
