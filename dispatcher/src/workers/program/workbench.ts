// What a worker does with the messages of its dispatcher: one electron at a time, in order, and exactly one end for each.

import { join } from "node:path";
import type { FromWorker, ToWorker } from "covalent-ts/protocol";
import { copyProjectsTo, describeError } from "covalent-ts/ship";
import { pack, readBlob } from "covalent-ts/worker";
import type { BriefOutbox } from "./brief-outbox.ts";
import { openFunctions } from "./functions.ts";
import { type End, type EndMessage, perform, type Run } from "./perform.ts";
import { asAttempt, catchStrayErrors } from "./stray-errors.ts";

export interface WorkbenchOptions {
  /** The data directory. */
  directory: string;
  now: () => number;
  say(message: FromWorker): Promise<void>;
  /** Takes the ends of brief electrons, to send them when it is worth it. */
  outbox: BriefOutbox;
}

export interface Workbench {
  take(message: ToWorker): void;
  /**
   * The dispatcher is gone. What was not begun is forgotten; how the latest ended is said again, for whoever comes next. Gives
   * the attempts that are held.
   */
  hold(): string[];
}

/** An electron that took no longer, in milliseconds, and printed nothing, is followed by the next without a word between. */
const brief = 2;

/** How long the dispatcher may take to write what it was told, in milliseconds. */
const writtenWithin = 10_000;

interface Work {
  attempt: string;
  abort: AbortController;
  /** Ends the attempt with an error that came from beside its function. */
  fail(thrown: unknown): void;
}

export function openWorkbench({ directory, now, outbox, ...options }: WorkbenchOptions): Workbench {
  copyProjectsTo(join(directory, "projects"));
  const functions = openFunctions((sha256) => readBlob(directory, sha256));
  const given: Run[] = [];
  let work: Work | null = null;
  let latest: EndMessage | null = null;
  let alone = false;
  /** The dispatcher is reading what the last one printed: what another prints now could not be told from it. */
  let waits = false;

  // In the order in which things happened.
  const say = (message: FromWorker): void => {
    outbox.flush();
    void options.say(message);
  };

  catchStrayErrors((thrown, attempt) => {
    // What belongs to nobody can only come from what runs: a native callback, say.
    if (work !== null && (attempt === null || attempt === work.attempt)) work.fail(thrown);
    else say({ type: "stray", attempt, error: describeError(thrown), at: now() });
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
    const began = performance.now();
    const printed = charactersPrinted();
    const performed = asAttempt(attempt, () => perform(order, { directory, functions, signal: abort.signal, now }));
    const end = await Promise.race([broken.promise, performed.then(afterStrayErrors)]);
    const took = performance.now() - began;
    waits = end.type !== "returned" || took > brief || charactersPrinted() !== printed;
    work = null;
    tell({ ...end, took, waits });
    beginNext();

    async function afterStrayErrors(performance: End): Promise<End> {
      settled = true;
      // A promise that was rejected beside the function's own is only known to be unhandled after this turn.
      await new Promise(setImmediate);
      return performance;
    }
  }

  function tell(end: EndMessage): void {
    latest = end;
    if (waits) say(end);
    else if (!outbox.add(pack(end), given.length === 0)) {
      // What follows would overtake it, for who reads the file.
      waits = true;
      say({ ...end, waits });
    }
  }

  function beginNext(): void {
    if (work !== null || waits) return;
    const order = given.shift();
    if (order !== undefined) void run(order);
  }

  return {
    take(message) {
      switch (message.type) {
        case "function":
          return functions.keep(message.fn);
        case "run":
          given.push(message);
          return beginNext();
        case "next":
          waits = false;
          return beginNext();
        case "drop": {
          const dropped = given.filter(({ attempt }) => message.attempts.includes(attempt));
          for (const run of dropped) given.splice(given.indexOf(run), 1);
          return say({ type: "dropped", attempts: dropped.map(({ attempt }) => attempt) });
        }
        case "cancel":
          if (work?.attempt === message.attempt) work.abort.abort();
      }
    },
    hold() {
      given.length = 0;
      // What it was told before is on its disk; what it was not is kept, however long nobody comes.
      if (!alone && latest !== null && now() - latest.at > writtenWithin) latest = null;
      alone = true;
      if (latest !== null) say(latest);
      return [work, latest].flatMap((held) => (held === null ? [] : [held.attempt]));
    },
  };
}

const charactersPrinted = (): number => bytesOf(process.stdout) + bytesOf(process.stderr);
const bytesOf = (stream: NodeJS.WriteStream): number => ("bytesWritten" in stream ? stream.bytesWritten : 0);
