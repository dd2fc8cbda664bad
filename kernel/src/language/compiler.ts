// The compiler as a language server's process. It takes little to spawn one, so that it can start before the rest is loaded.

import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as z from "zod/mini";
import { packageFolder } from "./package-folder.ts";

/** A process that was spawned, and answers what is written to it. */
export type CompilerProcess = ChildProcessWithoutNullStreams;

/** @param executable @defaultValue that of the `typescript` package the kernel depends on. Rejects if it cannot be started. */
export async function spawnCompiler(directory: string, executable?: string): Promise<CompilerProcess> {
  const child = spawn(executable ?? (await compilerExecutable()), ["--lsp", "--stdio"], {
    cwd: directory,
    stdio: "pipe",
  });
  await once(child, "spawn");
  return child;
}

/** The compiler's executable for this platform. Throws if this platform has none, or it is not installed. */
async function compilerExecutable(): Promise<string> {
  const folder = packageFolder("typescript");
  if (folder === undefined) throw new Error("The package 'typescript' is not installed beside the kernel.");
  // The package's own search for its platform's executable; it exports that to nobody, hence the path.
  const found: unknown = await import(pathToFileURL(join(folder, "lib", "getExePath.js")).href);
  return z
    .object({ default: z.function({ input: [], output: z.string() }) })
    .parse(found)
    .default();
}
