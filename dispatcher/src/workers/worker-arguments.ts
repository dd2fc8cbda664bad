// What a worker process is told when it is started: one JSON argument, by which `ps` and the next dispatcher know it again.

import { homedir } from "node:os";
import { join } from "node:path";

export interface WorkerArguments {
  /** What people call it: "w3". */
  name: string;
  /** What it calls itself on the wire; never the same twice. */
  identity: string;
  /** Where its dispatcher listens. */
  endpoint: string;
  /** The data directory, for big values. */
  directory: string;
}

/** Where V8's compiled code is kept, so that a worker starts faster than the first one ever did; `bin/covalent.mjs` has it there, too. */
const codeCache = (env: NodeJS.ProcessEnv): string =>
  join(env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "covalent-ts", "code");

/** The command line's end, and the environment, of a worker's process. */
export function writeArguments(
  about: WorkerArguments,
  env: NodeJS.ProcessEnv,
): { argument: string; env: NodeJS.ProcessEnv } {
  return { argument: JSON.stringify(about), env: { NODE_COMPILE_CACHE: codeCache(env), ...env } };
}

/** Reads them in that process, and leaves there what a person's code expects: the environment as it was before. */
export function readArguments(argv: string[], env: NodeJS.ProcessEnv): WorkerArguments {
  // Written by `writeArguments` of the same package: nobody else starts this program.
  const about = JSON.parse(argv.splice(2).join(" ")) as WorkerArguments;
  if (env["NODE_COMPILE_CACHE"] === codeCache(env)) delete env["NODE_COMPILE_CACHE"];
  return about;
}
