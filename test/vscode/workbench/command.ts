// Runs a command of the set-up to its end; what it printed is shown only when it fails.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

export interface CommandOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
}

/** Resolves with what it printed. Rejects, with the same, when it ends with another code than 0. */
export async function command(argv: readonly [string, ...string[]], options: CommandOptions = {}): Promise<string> {
  const [executable, ...args] = argv;
  const child = spawn(executable, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  if (code !== 0) throw new Error(`${argv.join(" ")} ended with exit code ${code}:\n${out}${err}`);
  return out;
}
