// Starts a worker process: which program, which streams, and a process group of its own, so that one signal reaches all it starts.

import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { type WorkerArguments, writeArguments } from "./worker-arguments.ts";

/** The worker beside this file: source in the repository, built where it is installed. */
const ownProgram = (): string =>
  fileURLToPath(new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js", import.meta.url));

export interface SpawnOptions extends WorkerArguments {
  /** Path of the worker's program. @defaultValue `COVALENT_WORKER`, else the one beside this file */
  program?: string | undefined;
}

export interface SpawnedWorker {
  child: ChildProcess;
  stdout: Readable;
  stderr: Readable;
}

/** Starts the process. Failing to is reported by the child's `error` event, as for any child process. */
export function spawnWorker({ program, ...about }: SpawnOptions): SpawnedWorker {
  const { argument, env } = writeArguments(about, process.env);
  const child = spawn(
    process.execPath,
    [
      ...process.execArgv.filter((flag) => flag.startsWith("--conditions=")),
      program ?? process.env["COVALENT_WORKER"] ?? ownProgram(),
      argument,
    ],
    {
      detached: true,
      // The fourth is the leash: it closes when this process ends, however it ends, and the worker ends with it.
      stdio: ["ignore", "pipe", "pipe", "pipe"],
      env,
    },
  );
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new TypeError("a child spawned with pipes has none");
  return { child, stdout, stderr };
}

/** Signals every process of the worker's group that there still is. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // ESRCH: all of them have ended, which is what a signal is for.
  }
}
