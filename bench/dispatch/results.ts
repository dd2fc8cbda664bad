// What a run found, as it lies in bench/results: the machine, who took part, and for each shape and size what was measured.

import { execFileSync } from "node:child_process";
import { readFile, rename, writeFile } from "node:fs/promises";
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import * as z from "zod";

const Values = z.record(z.string(), z.number());

/** Of one contestant at one shape and size. */
const Outcome = z.union([
  z.object({
    /** Of each metric, over the runs. */
    median: Values,
    runs: z.array(Values),
  }),
  z.object({ cannot: z.string() }),
  z.object({ failed: z.string() }),
]);
export type Outcome = z.infer<typeof Outcome>;

const Measured = z.object({
  shape: z.string(),
  size: z.number(),
  /** One minute's load of the machine, before. */
  load: z.number(),
  outcomes: z.record(z.string(), Outcome),
});
export type Measured = z.infer<typeof Measured>;

const Results = z.object({
  kind: z.enum(["quick", "full"]),
  started: z.string(),
  /** Of the project, "+" behind it for what was not committed. */
  commit: z.string(),
  machine: z.object({
    processors: z.number(),
    model: z.string(),
    gigabytes: z.number(),
    node: z.string(),
  }),
  peers: z.array(z.object({ name: z.string(), version: z.string() })),
  leftOut: z.array(z.object({ name: z.string(), because: z.string() })),
  measured: z.array(Measured),
});
export type Results = z.infer<typeof Results>;

export function newResults(kind: Results["kind"], peers: Results["peers"], leftOut: Results["leftOut"]): Results {
  return {
    kind,
    started: new Date().toISOString(),
    commit: commit(),
    machine: {
      processors: availableParallelism(),
      model: cpus()[0]?.model.trim() ?? "unknown",
      gigabytes: Math.round(totalmem() / 2 ** 30),
      node: process.versions.node,
    },
    peers: peers.map(({ name, version }) => ({ name, version })),
    leftOut,
    measured: [],
  };
}

function commit(): string {
  const git = (...args: string[]): string =>
    execFileSync("git", args, {
      cwd: import.meta.dirname,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  try {
    return (
      git("rev-parse", "--short", "HEAD") + (git("status", "--porcelain", "--untracked-files=no") === "" ? "" : "+")
    );
  } catch {
    return "unknown";
  }
}

/** Those of a run that was interrupted; undefined where there are none. */
export async function readResults(path: string): Promise<Results | undefined> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  return text === undefined ? undefined : Results.parse(JSON.parse(text));
}

export async function writeResults(path: string, results: Results): Promise<void> {
  // Whoever reads it meanwhile, or ends this program, finds it whole.
  await writeFile(`${path}.new`, `${JSON.stringify(results, null, 1)}\n`);
  await rename(`${path}.new`, path);
}

/** Of each metric. */
export function mediansOf(runs: readonly Record<string, number>[]): Record<string, number> {
  const names = Object.keys(runs[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, median(runs.map((run) => run[name] ?? Number.NaN))]));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

export const loadNow = (): number => Math.round((loadavg()[0] ?? 0) * 100) / 100;
