// Whether what was built of the kernel is still what its sources say: in the repository they change after a build.

import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Beside what was built: every file that went into it, as it was. */
export const sourcesFile = "sources.json";

/** Path, time of the last change and size of each. */
export const stateOf = (paths) => paths.map((path) => [path, ...stampOf(path)]);

/** @param dist The folder of what was built, which need not exist. */
export function isInStep(dist) {
  let sources;
  try {
    sources = JSON.parse(readFileSync(join(dist, sourcesFile), "utf8"));
  } catch {
    return false; // Nothing was built, or it is being built.
  }
  return sources.every(([path, ...then]) => stampOf(path).every((now, at) => now === then[at]));
}

function stampOf(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  return [stat?.mtimeMs ?? 0, stat?.size ?? 0];
}
