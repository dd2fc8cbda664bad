// Removes blobs, and copies of projects, that nothing in the store names any more.

import { setImmediate as nextTurn } from "node:timers/promises";
import { readBlobFiles, removeIfOlder } from "./blob-files.ts";
import { numberOrNull } from "./columns.ts";
import type { Database } from "./database.ts";
import { lookThroughMessages } from "./message-bytes.ts";
import { blobName, findNames, projectName } from "./names-in-messages.ts";
import { readProjectFolders, removeProjectIfOlder } from "./project-folders.ts";

/** What is on disk may be so much younger than our clock says, in milliseconds. */
const slack = 1_000;

export interface Removed {
  blobs: number;
  projects: number;
  bytes: number;
}

/**
 * Never takes what was written or taken up since a submit, or an electron that still runs, began; nor what a row names, or a
 * blob that a row names. Dispatches go on meanwhile.
 */
export async function removeUnusedFiles(database: Database, directory: string, now: number): Promise<Removed> {
  const { files, oldestLease } = await readBlobFiles(directory, now);
  const before = Math.min(now - slack, oldestLease, oldestRun(database));
  const blobs = new Set([...files.values()].filter(({ mtime }) => mtime < before).map(({ name }) => name));
  const folders = await readProjectFolders(directory, now);
  const projects = new Set([...folders].filter(([, mtime]) => mtime < before).map(([name]) => name));
  const removed: Removed = { blobs: 0, projects: 0, bytes: 0 };
  const isOver = (): boolean => blobs.size === 0 && projects.size === 0;
  if (isOver()) return removed;

  const isBlob = (name: string): boolean => files.has(name);
  const keepBlob = (name: string): void => void blobs.delete(name);
  const isProject = (name: string): boolean => projects.has(name);
  const keepProject = (name: string): void => void projects.delete(name);
  await lookThroughMessages(database, directory, {
    isBlob,
    isOver,
    onOutput: keepBlob,
    onBytes(bytes) {
      if (blobs.size > 0) findNames(bytes, blobName, isBlob, keepBlob);
      if (projects.size > 0) findNames(bytes, projectName, isProject, keepProject);
    },
  });

  for (const name of blobs) {
    if (removeIfOlder(directory, name, before)) {
      removed.blobs += 1;
      removed.bytes += files.get(name)?.size ?? 0;
    }
    await nextTurn();
  }
  for (const name of projects) {
    const size = await removeProjectIfOlder(directory, name, before);
    if (size === undefined) continue;
    removed.projects += 1;
    removed.bytes += size;
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
