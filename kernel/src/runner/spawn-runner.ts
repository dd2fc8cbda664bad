// Spawns the process that user code runs in. Nothing else is needed for that, so that it can be the first thing a kernel does.

import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { codeCacheFolder } from "./code-cache.ts";

export interface RunnerProgram {
  /** The script of `inside/start.ts`, or what it was built to. */
  script: string;
  /** The notebook's folder: modules are resolved from it, and relative paths begin there. */
  directory: string;
  notebook?: string | undefined;
}

export interface SpawnedRunner {
  child: ChildProcess;
  /** In its marks on the standard streams, so that no program prints one by chance. */
  nonce: string;
}

/** The child waits for commands until it is given to `takeRunner`; it ends when this process does. */
export function spawnRunner({ script, directory, notebook }: RunnerProgram): SpawnedRunner {
  const nonce = randomBytes(12).toString("hex");
  const child = spawn(
    process.execPath,
    // Without the flag, a loop that is stopped in a timer's callback aborts Node ("async hook stack has become corrupted").
    [
      "--no-force-async-hooks-checks",
      script,
      codeCacheFolder() ?? "",
      nonce,
      directory,
      ...(notebook ? [notebook] : []),
    ],
    {
      cwd: directory,
      // A group of its own, so that its children can be signalled and killed together with it.
      detached: process.platform !== "win32",
      stdio: ["ignore", "pipe", "pipe", "pipe", "pipe", "pipe"],
    },
  );
  return { child, nonce };
}
