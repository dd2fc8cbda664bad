// The way by which files of the data directory are removed that somebody may take up in the same instant.

import { renameSync, statSync } from "node:fs";

/**
 * Moves it aside unless it was taken up since `before`; false if it was, or is not there. Who takes it up in that instant either
 * finds it gone, and writes it again, or has made it young, and it comes back.
 */
export function moveAsideIfOlder(path: string, aside: string, before: number): boolean {
  try {
    if (statSync(path).mtimeMs >= before) return false;
    renameSync(path, aside);
    if (statSync(aside).mtimeMs < before) return true;
    renameSync(aside, path);
  } catch {
    // Somebody else removed it.
  }
  return false;
}
