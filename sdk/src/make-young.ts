// Takes up a file that others may remove when it is old.

import { utimesSync } from "node:fs";

/** Makes a file or folder young again: a purge that goes on meanwhile then leaves it. False if it is gone, or not ours to touch. */
export function makeYoung(path: string): boolean {
  try {
    const now = new Date();
    utimesSync(path, now, now);
    return true;
  } catch {
    return false;
  }
}
