// An executor at work, for tests: gives it electrons, and watches what it reports.

import assert from "node:assert/strict";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { readBlob } from "covalent-ts/client";
import { encodeValue, resolveWire, shipFunction } from "covalent-ts/ship";
import type { Assignment, AttemptId, Executor, LeftRunning, OpenExecutor, Outcome } from "../executor.ts";

export type End = Extract<Outcome, { type: "returned" | "traced" | "threw" | "stopped" | "handed-back" | "lost" }>;

/** An executor at work, with all that it reported. */
export interface Bench {
  executor: Executor;
  /** The data directory. */
  directory: string;
  outcomes: Outcome[];
  /** Starts a call of `fn`; gives the attempt's name. */
  start(fn: (...args: never[]) => unknown, args?: unknown[], more?: Partial<Assignment>): AttemptId;
  /** How the attempt ended. */
  end(attempt: AttemptId): Promise<End>;
  /** Resolves with the first outcome that is as wanted. */
  seen(wanted: (outcome: Outcome) => boolean): Promise<Outcome>;
  /** What the attempt printed until now. */
  printed(attempt: AttemptId, stream?: "stdout" | "stderr"): string;
  /** Decodes what an attempt returned. */
  outputOf(end: End): Promise<unknown>;
}

const isEnd = (outcome: Outcome): outcome is End => outcome.type !== "started" && outcome.type !== "output";

/** Opens an executor on a data directory, by default of its own; both are gone after the test. */
export async function openBench(
  t: TestContext,
  open: (directory: string) => OpenExecutor,
  { directory: given, leftRunning = [] }: { directory?: string; leftRunning?: LeftRunning[] } = {},
): Promise<Bench> {
  const directory = given ?? (await realpath(await mkdtemp(join(tmpdir(), "executor-"))));
  const outcomes: Outcome[] = [];
  const watchers = new Set<() => void>();
  const executor = await open(directory)(
    {
      outcome(outcome) {
        outcomes.push(outcome);
        for (const look of [...watchers]) look();
      },
      slots() {},
    },
    () => leftRunning,
  );
  t.after(async () => {
    await executor[Symbol.asyncDispose]();
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  });
  let attempts = 0;

  const seen = (wanted: (outcome: Outcome) => boolean): Promise<Outcome> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = outcomes.find(wanted);
        if (found === undefined) return;
        watchers.delete(look);
        resolve(found);
      };
      watchers.add(look);
      look();
    });

  return {
    executor,
    directory,
    outcomes,
    start(fn, args = [], more = {}) {
      attempts += 1;
      const attempt = `attempt-${attempts}`;
      executor.start({
        attempt,
        dispatch: "dispatch-1",
        electron: attempts - 1,
        name: "work",
        kind: "electron",
        fn: shipFunction(fn, { electron: "work" }),
        call: encodeValue(args, { about: { what: "the call" } }).bytes,
        inputs: [],
        directory,
        executor: { name: "local" },
        place: null,
        nth: 1,
        ...more,
      });
      return attempt;
    },
    async end(attempt) {
      const end = await seen((outcome) => outcome.attempt === attempt && isEnd(outcome));
      assert.ok(isEnd(end));
      return end;
    },
    seen,
    printed: (attempt, stream) =>
      outcomes
        .filter((outcome) => outcome.type === "output")
        .filter((outcome) => outcome.attempt === attempt && (stream === undefined || outcome.stream === stream))
        .map(({ text }) => text)
        .join(""),
    outputOf(end) {
      assert.equal(end.type, "returned", end.type === "threw" ? end.error.stack : end.type);
      return resolveWire(end.value, { directory, readBlob: (sha256) => readBlob(directory, sha256) });
    },
  };
}
