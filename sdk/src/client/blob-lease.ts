// Says, by a file beside the blobs, that a process keeps data for a dispatch that it has not handed over yet.

import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { keepBlob } from "./blobs.ts";

export interface BlobLease extends Disposable {
  /** As `keepBlob`: until this is disposed of, no purge takes what it kept. */
  keep(bytes: Uint8Array): string;
}

/** The name of a lease: `lease.<pid>.<random>.<host>`. */
export const leaseName = (name: string): { pid: number; host: string } | undefined => {
  const [, pid, host] = /^lease\.(\d+)\.[0-9a-f]+\.(.*)$/.exec(name) ?? [];
  return pid === undefined || host === undefined ? undefined : { pid: Number(pid), host };
};

/** Nothing is written before something is kept. */
export function openBlobLease(directory: string): BlobLease {
  let path: string | undefined;
  return {
    keep(bytes) {
      path ??= writeLease(directory);
      return keepBlob(directory, bytes);
    },
    [Symbol.dispose]() {
      if (path !== undefined) rmSync(path, { force: true });
    },
  };
}

function writeLease(directory: string): string {
  const folder = join(directory, "objects");
  const path = join(folder, `lease.${process.pid}.${randomBytes(6).toString("hex")}.${hostname()}`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(path, "", { mode: 0o600 });
  } catch {
    // What is to be kept is written there too, and says what is wrong.
  }
  return path;
}
