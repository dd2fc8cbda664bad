// Where clients meet the dispatcher: requests come in on one socket, announcements go out on another.

import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { SendQueue } from "covalent-ts/client";
import type { Logger } from "pino";
import { Router } from "zeromq";
import type { Committed } from "../store/turn.ts";
import { openAnnouncer } from "./announcer.ts";
import { answerer } from "./answer.ts";
import type { Handlers } from "./handlers.ts";

export interface Front extends AsyncDisposable {
  /** Where requests are taken. */
  readonly requests: string;
  /** Where announcements are made. */
  readonly events: string;
  announce(committed: Committed): void;
}

/** How long the last answers are given to reach their clients when the front closes, in milliseconds. */
const lastWords = 1_000;

/** Opens both sockets in a folder that only its owner can enter. */
export async function openFront(folder: string, handlers: Handlers, log: Logger): Promise<Front> {
  const requests = `ipc://${join(folder, "requests")}`;
  const events = `ipc://${join(folder, "events")}`;
  // The default high-water mark of 1,000 loses messages silently.
  const router = new Router({ sendHighWaterMark: 0, receiveHighWaterMark: 0, linger: lastWords });
  await router.bind(requests);
  const queue = new SendQueue(router);
  const { answer } = answerer(handlers, log);
  const announcer = await openAnnouncer(events, log);

  // Some clients (REQ sockets) put empty frames before the message, and want them back.
  const respond = async (frames: readonly Buffer[]): Promise<void> => {
    const request = frames.at(-1);
    const reply = request && (await answer(request));
    if (reply !== undefined) await queue.send([...frames.slice(0, -1), reply]);
  };
  const underway = new Set<Promise<void>>();
  const hearing = (async () => {
    for await (const frames of router) {
      const responding = respond(frames)
        .catch((error: unknown) => log.warn({ err: error }, "answer not sent"))
        .finally(() => underway.delete(responding));
      underway.add(responding);
    }
  })();

  return {
    requests,
    events,
    announce: announcer.announce,
    async [Symbol.asyncDispose]() {
      // What was asked before gets its answer, the request to stop too; what comes from now on gets none.
      await Promise.race([Promise.all(underway), delay(lastWords, undefined, { ref: false })]);
      await queue.drained();
      if (!router.closed) router.close();
      await hearing;
      await announcer[Symbol.asyncDispose]();
    },
  };
}
