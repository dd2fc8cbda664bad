// Starts a worker process: which program, which streams, and a process group of its own, so that one signal reaches all it starts.

import { type ChildProcess, spawn } from "node:child_process";
import { closeSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { MadePipes, OutputPipes } from "./output-pipes.ts";
import { type WorkerArguments, writeArguments } from "./worker-arguments.ts";

/** The worker beside this file: source in the repository, built where it is installed. */
const ownProgram = (): string =>
  fileURLToPath(new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js", import.meta.url));

export interface SpawnOptions extends WorkerArguments {
  /** Path of the worker's program. @defaultValue `COVALENT_WORKER`, else the one beside this file */
  program?: string | undefined;
  pipes: MadePipes;
}

/** A worker's process, whoever started it. */
export interface LivingWorker {
  /** Undefined if it could not even be made. */
  readonly pid: number | undefined;
  readonly output: OutputPipes;
  /** Resolves when it has ended, to how: "SIGKILL", "exit code 3". */
  readonly ended: Promise<string>;
}

/** Starts the process. Failing to is one of the ways in which it ends. */
export function spawnWorker({ program, pipes, ...about }: SpawnOptions): LivingWorker {
  const { argument, env } = writeArguments(about, process.env);
  const { stdout, stderr } = pipes.ends;
  const child = spawn(
    process.execPath,
    [
      ...process.execArgv.filter((flag) => flag.startsWith("--conditions=")),
      program ?? process.env["COVALENT_WORKER"] ?? ownProgram(),
      argument,
    ],
    {
      detached: true,
      // The fourth is the leash: it closes when this process ends, however it ends, and the worker takes note.
      stdio: ["ignore", stdout, stderr, "pipe"],
      env,
    },
  );
  closeSync(stdout);
  closeSync(stderr);
  return { pid: child.pid, output: pipes, ended: endOf(child) };
}

const endOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
    child.on("error", (error) => {
      // A child that was never there has no exit either.
      if (child.pid === undefined) resolve(error.message);
    });
  });

/** Signals every process of the worker's group that there still is. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // ESRCH: all of them have ended, which is what a signal is for.
  }
}
