// Says, by a file beside the blobs, that a client on a network has sent data for a submit that is to follow: a restart does not forget it.

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeYoung } from "covalent-ts/client";

/** Nobody waits for the submit of a client that has sent nothing for an hour, in milliseconds. */
const lasts = 60 * 60 * 1_000;

/** A file may be so much older than our clock says, in milliseconds: systems stamp them by a slower one. */
const behind = 1_000;

const isUpload = (name: string): boolean => /^upload\.[0-9a-f]{32}$/.test(name);

/** A request key can be any text. */
const pathOf = (directory: string, requestKey: string): string =>
  join(directory, "objects", `upload.${createHash("sha256").update(requestKey).digest("hex").slice(0, 32)}`);

/** From now on no purge takes what is kept, until the submit with that key has been written. */
export function holdUpload(directory: string, requestKey: string): void {
  const path = pathOf(directory, requestKey);
  const now = Date.now();
  if (makeYoung(path)) return;
  mkdirSync(join(directory, "objects"), { recursive: true, mode: 0o700 });
  writeFileSync(path, String(now), { mode: 0o600 });
}

/** The submit has been written: its rows name what was sent. */
export function endUpload(directory: string, requestKey: string): void {
  rmSync(pathOf(directory, requestKey), { force: true });
}

/** Since when the upload of that file's name goes on; undefined for another file, or if it was given up: then it is removed. */
export function uploadSince(directory: string, name: string, now: number): number | undefined {
  if (!isUpload(name)) return undefined;
  const path = join(directory, "objects", name);
  try {
    const touched = statSync(path).mtimeMs;
    if (touched < now - lasts) {
      rmSync(path, { force: true });
      return undefined;
    }
    // One that was cut off while it was written counts from its last touch.
    return (Number(readFileSync(path, "utf8")) || touched) - behind;
  } catch {
    // Its submit was written meanwhile.
    return undefined;
  }
}
