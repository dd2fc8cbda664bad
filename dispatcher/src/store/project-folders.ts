// The copies of authors' projects that workers made: which there are, how old, and how one is removed.

import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { moveAsideIfOlder } from "./move-aside.ts";

/** A copy that nobody finished is litter after an hour, in milliseconds. */
const unfinishedLasts = 60 * 60 * 1_000;

const folderOf = (directory: string): string => join(directory, "projects");

/** When each was made, or last taken up, by its name. Those that nobody finishes are removed on the way. */
export async function readProjectFolders(directory: string, now: number): Promise<Map<string, number>> {
  const folders = new Map<string, number>();
  for (const entry of await readdir(folderOf(directory)).catch(() => [])) {
    const path = join(folderOf(directory), entry);
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) continue;
    if (/^[0-9a-f]{16}$/.test(entry)) folders.set(entry, found.mtimeMs);
    else if (entry.startsWith("new-") && found.mtimeMs < now - unfinishedLasts) await removeWhole(path);
  }
  return folders;
}

/** Removes it unless it was taken up since `before`; resolves to its size in bytes, if it did. */
export async function removeProjectIfOlder(
  directory: string,
  name: string,
  before: number,
): Promise<number | undefined> {
  const path = join(folderOf(directory), name);
  // As an unfinished one: a crash from here on leaves what the next purge takes for litter.
  const aside = join(folderOf(directory), `new-old-${name}`);
  if (!moveAsideIfOlder(path, aside, before)) return undefined;
  const size = await sizeOf(aside);
  await removeWhole(aside);
  return size;
}

const removeWhole = (path: string): Promise<void> => rm(path, { recursive: true, force: true });

/** Of its own files; packages are links to where the author has them. */
async function sizeOf(folder: string): Promise<number> {
  let size = 0;
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) size += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return size;
}
