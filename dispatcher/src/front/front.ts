// Where clients meet the dispatcher: requests come in on one socket, announcements go out on another.

import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { SendQueue } from "covalent-ts/client";
import type { Logger } from "pino";
import { Router } from "zeromq";
import type { Refusals } from "../refusals.ts";
import type { Committed } from "../store/turn.ts";
import { openAnnouncer } from "./announcer.ts";
import { answerer, type Explain } from "./answer.ts";
import { openGate } from "./gate.ts";
import type { Handlers, UnderWay } from "./handlers.ts";
import { watchHandshakes, watchStrangers } from "./handshakes.ts";
import type { Encryption } from "./listen.ts";

export interface Front extends AsyncDisposable {
  /** Where requests are taken. */
  readonly requests: string;
  /** Where announcements are made. */
  readonly events: string;
  announce(committed: Committed): void;
}

/** How long the last answers are given to reach their clients when the front closes, in milliseconds. */
const lastWords = 1_000;

/** A million electrons come in half of it. ZeroMQ ends the connection of whoever announces a larger message, unread. */
const largestRequest = 2 ** 30;
/** What is under way at a time: a flood of submits waits with those who send it, and takes no memory here. */
const underWay = { count: 1_000, bytes: 256 * 2 ** 20 };
/** Requests that ZeroMQ reads ahead for each client, and answers that it keeps for one who does not read them. */
const readAhead = 100;
const mostUnread = 100_000;

/** Where both sockets are bound, and how what passes is encrypted: in a folder that only its owner can enter, not at all. */
export interface FrontPlace {
  requests: string;
  events: string;
  encryption?: Encryption;
}

export const frontIn = (folder: string): FrontPlace => ({
  requests: `ipc://${join(folder, "requests")}`,
  events: `ipc://${join(folder, "events")}`,
});

/** Opens both sockets. */
export async function openFront(
  place: FrontPlace,
  handlers: Handlers,
  refusals: Refusals,
  log: Logger,
  explain?: Explain,
): Promise<Front> {
  const router = new Router({
    ...place.encryption,
    // Reading stops there, and the client's own queue grows. What is sent is lost at that mark, by default silently.
    receiveHighWaterMark: readAhead,
    sendHighWaterMark: mostUnread,
    mandatory: true,
    sendTimeout: 0,
    maxMessageSize: largestRequest,
    linger: lastWords,
  });
  const watching = (place.encryption === undefined ? watchHandshakes : watchStrangers)(router, refusals);
  try {
    await router.bind(place.requests);
  } catch (error) {
    router.close();
    throw error;
  }
  // A port may have been left to the system.
  const requests = router.lastEndpoint ?? place.requests;
  const queue = new SendQueue(router);
  const { answer } = answerer(handlers, refusals, log, explain);
  const announcer = await openAnnouncer(place, refusals, log).catch((error: unknown) => {
    router.close();
    throw error;
  });

  // Some clients (REQ sockets) put empty frames before the message, and want them back.
  const respond = async (frames: readonly Buffer[], underWay: UnderWay): Promise<void> => {
    const request = frames.at(-1);
    const reply = request && (await answer(request, underWay));
    if (reply !== undefined) await queue.send([...frames.slice(0, -1), reply]);
  };
  const underway = new Set<Promise<void>>();
  const gate = openGate(underWay);
  const hearing = (async () => {
    for await (const frames of router) {
      const bytes = frames.at(-1)?.length ?? 0;
      gate.enter(bytes);
      let inside = true;
      const leave = (): void => {
        if (!inside) return;
        inside = false;
        gate.leave(bytes);
        underway.delete(responding);
      };
      // Not at once: who leaves has to have entered.
      const waits = (): void => queueMicrotask(leave);
      const responding = respond(frames, { waits })
        // EHOSTUNREACH: the client has ended. EAGAIN: it has not read a hundred thousand others.
        .catch((error: unknown) => log.debug({ err: error }, "answer not sent"))
        .finally(leave);
      underway.add(responding);
      await gate.room();
    }
  })();

  return {
    requests,
    events: announcer.events,
    announce: announcer.announce,
    async [Symbol.asyncDispose]() {
      // What was asked before gets its answer, the request to stop too; what comes from now on gets none.
      await Promise.race([Promise.all(underway), delay(lastWords, undefined, { ref: false })]);
      await queue.drained();
      if (!router.closed) router.close();
      await hearing;
      await watching;
      await announcer[Symbol.asyncDispose]();
    },
  };
}
