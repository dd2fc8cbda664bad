// Tells a project's file from what it was before it was edited.

import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { isPackageFile } from "./scripts.ts";

const known = new Map<string, { changed: number; version: string }>();

/** Whether a specifier names a file, rather than a package. */
export const isPath = (specifier: string): boolean => /^(\.{0,2}[\\/]|[a-zA-Z]:[\\/])/.test(specifier);

/**
 * A short hash of the text of a project's own file, so that a worker that imported it earlier imports it again, and so that
 * functions that use it are other functions. Empty for packages, whose files do not change under way, and unreadable files.
 */
export function versionOf(specifier: string, directory: string): string {
  if (!isPath(specifier)) return "";
  const file = resolve(directory, specifier);
  if (isPackageFile(file)) return "";
  const changed = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  if (changed === undefined) return "";
  const before = known.get(file);
  if (before?.changed === changed) return before.version;
  const version = createHash("sha256").update(readFileSync(file)).digest("hex").slice(0, 12);
  known.set(file, { changed, version });
  return version;
}
