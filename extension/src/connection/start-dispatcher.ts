// Starts the bundled dispatcher, by the same command that a person would type: it then outlives this window.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { logLines } from "./line-log.ts";

export interface StartOptions {
  /** What runs the `covalent` command: executable, then arguments. */
  readonly command: readonly [string, ...string[]];
  readonly env: NodeJS.ProcessEnv;
  readonly onLine: (line: string) => void;
}

/** Resolves when the dispatcher takes requests. Rejects with what the command said. */
export async function startDispatcher({ command, env, onLine }: StartOptions): Promise<void> {
  const [executable, ...args] = command;
  const child = spawn(executable, [...args, "start"], { env, stdio: ["ignore", "pipe", "pipe"] });
  const log = logLines([child.stdout, child.stderr], onLine);
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(log.tail() || `covalent start ended with exit code ${code}`);
}
