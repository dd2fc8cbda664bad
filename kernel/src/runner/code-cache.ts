// What V8 made of our files, kept on disk for the next process that runs them.

import { flushCompileCache, getCompileCacheDir } from "node:module";
import { dirname } from "node:path";

/** Milliseconds after the first cell, which somebody reads meanwhile. */
const delay = 1_000;

/** The folder that whoever started this process has chosen; Node adds one of its own version's. */
export function codeCacheFolder(): string | undefined {
  const folder = getCompileCacheDir();
  return folder === undefined ? undefined : dirname(folder);
}

let keeping = false;

/**
 * To be called when a cell has run: what that needed is written, unless it is on disk. Node would when the process ends by
 * itself, but kernels and their runners are killed.
 */
export function keepCompiledCode(): void {
  if (keeping) return;
  keeping = true;
  setTimeout(flushCompileCache, delay).unref();
}
