// Tells whether a process lives, by its number.

import { readFileSync } from "node:fs";

/**
 * Whether there is such a process, of whatever user. One that has ended and waits for its parent to take note, which in a
 * container may be never, does not count.
 */
export function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM says that it lives and belongs to somebody else.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
  return !isZombie(pid);
}

function isZombie(pid: number): boolean {
  if (process.platform !== "linux") return false;
  try {
    // "42 (node) Z ...": the name may hold anything, parentheses too.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return /^[ZX]/.test(stat.slice(stat.lastIndexOf(")") + 2));
  } catch {
    // Gone since, or no /proc is there: whoever asks again hears.
    return false;
  }
}
