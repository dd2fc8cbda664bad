// The daemon: opens its parts from the bottom up, serves until it is told to end, and closes them from the top down.

import { randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import { CovalentError } from "covalent-ts/errors";
import type { Logger } from "pino";
import manifest from "../package.json" with { type: "json" };
import { keepConnectionFile } from "./connection-file.ts";
import { openDispatcher } from "./dispatcher.ts";
import type { OpenExecutor } from "./executors/executor.ts";
import { openLocalExecutor } from "./executors/local.ts";
import { type Front, type FrontPlace, frontIn, openFront } from "./front/front.ts";
import { handlersOf } from "./front/handlers.ts";
import { listenAt } from "./front/listen.ts";
import type { Listen } from "./front/listen-address.ts";
import { claimSocketDirectory } from "./front/socket-directory.ts";
import { openRefusals } from "./refusals.ts";
import { keepWithin } from "./shell/keep-within.ts";
import { releaseMemory } from "./shell/release-memory.ts";
import { openResting } from "./shell/resting.ts";
import { sizeOfBlobs } from "./store/blob-files.ts";
import { lockDirectory } from "./store/lock.ts";
import { damageOf } from "./store/recover.ts";
import type { Retention } from "./store/retention.ts";
import { isSqliteError, sqliteCode } from "./store/sqlite-error.ts";
import { openStore } from "./store/store.ts";
import type { Grace } from "./workers/ask-to-end.ts";

export interface Config {
  /** Where everything is kept; made if it is not there. */
  dataDirectory: string;
  /** Worker processes of the local executor. @defaultValue one for each processor */
  workers?: number | undefined;
  /** What else its electrons may ask for, by name. @defaultValue the machine's memory, in bytes */
  resources?: Readonly<Record<string, number>> | undefined;
  /** How long an electron that is told to stop is given to end by itself. */
  grace?: Grace | undefined;
  /** How long workers that run something outlive this process if it is killed, in milliseconds. @defaultValue 300_000 */
  outlive?: number | undefined;
  /** Where it also listens on a network, encrypted. @defaultValue nowhere */
  listen?: Listen | undefined;
  /** How much of what has ended is kept. @defaultValue all of it */
  retention?: Retention | undefined;
  /** What electrons run on. @defaultValue the local executor alone */
  executors?: readonly OpenExecutor[] | undefined;
  /** Ends the dispatcher, as a `stop` request or SIGTERM does. */
  signal?: AbortSignal | undefined;
}

/**
 * Runs the dispatcher of a data directory. Resolves when it was told to end, by a client, by SIGTERM or SIGINT, and has
 * ended: unfinished dispatches go on at the next start.
 *
 * @throws DATA_DIRECTORY_NOT_WRITABLE, DATA_DIRECTORY_IN_USE, STORE_TOO_NEW, DISPATCHER_NO_SPACE, DISPATCHER_CANNOT_START
 */
export async function runDispatcher(config: Config, log: Logger): Promise<void> {
  const { dataDirectory: directory, workers, resources, grace, outlive, executors, signal } = config;
  const ending = Promise.withResolvers<"told">();
  const end = (): void => ending.resolve("told");
  using _signals = onEndSignals(end, signal);
  await using _lock = await lockDirectory(directory);
  const folder = await claimSocketDirectory(directory);
  using store = openStore(directory);
  for (const text of store.mended) log.warn({ part: "store" }, text);
  const startedAt = Date.now();
  const refusals = openRefusals(log);
  await using dispatcher = await openDispatcher({
    directory,
    store,
    executors: executors ?? [
      openLocalExecutor({
        workers: workers ?? availableParallelism(),
        directory,
        log,
        refusals,
        grace,
        outlive,
        resources,
      }),
    ],
    clock: Date.now,
    newId: randomUUID,
    log: log.child({ part: "dispatcher" }),
  });
  using _kept = keepWithin({
    store,
    retention: config.retention ?? {},
    isBusy: () => Object.values(dispatcher.electrons()).some((electrons) => electrons > 0),
    size: async () => store.size().bytes + (await sizeOfBlobs(directory)),
    clock: Date.now,
    log: log.child({ part: "store" }),
  });
  const about = { version: manifest.version, pid: process.pid, startedAt, dataDirectory: directory };
  const handlers = handlersOf({ dispatcher, store, refused: refusals.counts, about, stop: end });
  const explain = (error: unknown) =>
    isSqliteError(error, sqliteCode.FULL)
      ? new CovalentError("DISPATCHER_NO_SPACE", { directory }, { cause: error })
      : damageOf(error, directory);
  const open = (place: FrontPlace): Promise<Front> =>
    openFront(place, handlers, refusals, log.child({ part: "front" }), explain);
  await using front = await open(frontIn(folder));
  using _announcing = dispatcher.onCommitted(front.announce);
  await using far = config.listen && (await listenAt(directory, config.listen, open));
  using _announcingFar = far && dispatcher.onCommitted(far.announce);
  using resting = openResting(() => {
    releaseMemory();
    store.rest();
  });
  using _stirring = dispatcher.onCommitted(resting.stir);
  // The last of all: whoever finds it may speak to us.
  const { requests, events } = front;
  const file = { version: 1, pid: process.pid, requests, events, startedAt, remote: far?.address } as const;
  await using connection = await keepConnectionFile(directory, file, log);
  log.info({ directory, pid: process.pid }, "dispatcher started");
  const gone = connection.homeless.then(() => "homeless" as const);
  const why = await Promise.race([ending.promise, gone, dispatcher.broken]);
  if (why === "homeless")
    throw new CovalentError("DATA_DIRECTORY_NOT_WRITABLE", { directory, reason: "it was removed" });
  if (why !== "told") throw damageOf(why, directory) ?? new Error("The store cannot be written.", { cause: why });
  log.info("dispatcher ends");
}

function onEndSignals(end: () => void, signal: AbortSignal | undefined): Disposable {
  if (signal?.aborted) end();
  signal?.addEventListener("abort", end);
  process.on("SIGTERM", end).on("SIGINT", end);
  return {
    [Symbol.dispose]() {
      signal?.removeEventListener("abort", end);
      process.off("SIGTERM", end).off("SIGINT", end);
    },
  };
}
