// The command as a person types it, on a data directory of its own.

import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const bin = fileURLToPath(new URL("../../bin/covalent.mjs", import.meta.url));

export interface Said {
  code: number;
  stdout: string;
  stderr: string;
}

export interface CommandLine extends AsyncDisposable {
  /** The data directory. */
  readonly directory: string;
  environment(): NodeJS.ProcessEnv;
  /** Runs a program of ours, or `covalent`, to its end. */
  run(program: string, args: string[], env?: NodeJS.ProcessEnv): Promise<Said>;
  covalent(...args: string[]): Promise<Said>;
}

/** Disposing of it ends the dispatcher that was started on it, and removes the directory. */
export async function openCommandLine(): Promise<CommandLine> {
  const directory = await mkdtemp(join(tmpdir(), "covalent-cli-"));
  const environment = (): NodeJS.ProcessEnv => ({ ...process.env, COVALENT_DATA_DIR: directory, NO_COLOR: "1" });
  const run: CommandLine["run"] = (program, args, env = {}) =>
    new Promise((resolve) => {
      execFile(process.execPath, [program, ...args], { env: { ...environment(), ...env } }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      });
    });
  const covalent = (...args: string[]): Promise<Said> => run(bin, args);
  return {
    directory,
    environment,
    run,
    covalent,
    async [Symbol.asyncDispose]() {
      await covalent("stop");
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
