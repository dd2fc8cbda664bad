// What a worker does with the messages of its dispatcher: at most one electron at a time, and exactly one end for each.

import type { FromWorker, ToWorker } from "covalent-ts/protocol";
import { describeError } from "covalent-ts/ship";
import { readBlob } from "covalent-ts/worker";
import { openFunctions } from "./functions.ts";
import { type End, perform, type Run } from "./perform.ts";
import { asAttempt, catchStrayErrors } from "./stray-errors.ts";

export interface WorkbenchOptions {
  /** The data directory. */
  directory: string;
  now: () => number;
  say(message: FromWorker): Promise<void>;
}

export interface Workbench {
  take(message: ToWorker): void;
}

interface Work {
  attempt: string;
  abort: AbortController;
  /** Ends the attempt with an error that came from beside its function. */
  fail(thrown: unknown): void;
}

export function openWorkbench({ directory, now, say }: WorkbenchOptions): Workbench {
  const functions = openFunctions((sha256) => readBlob(directory, sha256));
  let work: Work | null = null;

  catchStrayErrors((thrown, attempt) => {
    // What belongs to nobody can only come from what runs: a native callback, say.
    if (work !== null && (attempt === null || attempt === work.attempt)) work.fail(thrown);
    else void say({ type: "stray", attempt, error: describeError(thrown), at: now() });
  });

  async function run(order: Run): Promise<void> {
    const { attempt } = order;
    const abort = new AbortController();
    const broken = Promise.withResolvers<End>();
    let settled = false;
    work = {
      attempt,
      abort,
      fail: (thrown) =>
        broken.resolve({
          type: "threw",
          attempt,
          error: describeError(thrown),
          spent: !settled,
          missed: false,
          at: now(),
        }),
    };
    await say({ type: "started", attempt, at: now() });
    const performed = asAttempt(attempt, () => perform(order, { directory, functions, signal: abort.signal, now }));
    const end = await Promise.race([broken.promise, performed.then(afterStrayErrors)]);
    work = null;
    await say(end);

    async function afterStrayErrors(performance: End): Promise<End> {
      settled = true;
      // A promise that was rejected beside the function's own is only known to be unhandled after this turn.
      await new Promise(setImmediate);
      return performance;
    }
  }

  return {
    take(message) {
      switch (message.type) {
        case "function":
          return functions.keep(message.fn);
        case "run":
          return void run(message);
        case "cancel":
          if (work?.attempt === message.attempt) work.abort.abort();
      }
    },
  };
}
