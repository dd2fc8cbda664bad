// Announces on a socket what was committed, to those who subscribed, and answers each subscription so that nobody misses a thing.

import { SendQueue } from "covalent-ts/client";
import { cutInPieces, isTopic, outputTopic, pack, type StateMessage, stateTopic } from "covalent-ts/protocol";
import type { Logger } from "pino";
import { XPublisher } from "zeromq";
import type { Refusals } from "../refusals.ts";
import type { Committed } from "../store/turn.ts";
import type { FrontPlace } from "./front.ts";
import { watchHandshakes, watchStrangers } from "./handshakes.ts";

/** Topics are short. ZeroMQ ends the connection of whoever announces a longer message, unread. */
const largestSubscription = 4_096;
const readAhead = 1_000;
/** Messages, or pieces of large ones, that are kept for each subscriber: no more than 64 MB, and a few seconds of what happens. */
const mostUnread = 1_000;
/**
 * How often the number of the latest message of each dispatch is announced again, in milliseconds: whoever missed some takes
 * note, also where nothing comes after them.
 */
const repeatEvery = 2_000;

export interface Announcer extends AsyncDisposable {
  /** Where it announces. */
  readonly events: string;
  announce(committed: Committed): void;
}

export async function openAnnouncer(
  { events, encryption }: Pick<FrontPlace, "events" | "encryption">,
  refusals: Refusals,
  log: Logger,
): Promise<Announcer> {
  const socket = new XPublisher({
    ...encryption,
    // Whoever reads nothing would have us keep all of it: what is announced beyond that, they miss.
    sendHighWaterMark: mostUnread,
    receiveHighWaterMark: readAhead,
    maxMessageSize: largestSubscription,
    linger: 0,
  });
  const watching = (encryption === undefined ? watchHandshakes : watchStrangers)(socket, refusals);
  // A second subscriber to a topic waits for its answer just as the first did.
  socket.verbosity = "allSubs";
  try {
    await socket.bind(events);
  } catch (error) {
    socket.close();
    throw error;
  }
  const queue = new SendQueue(socket);
  const topics = new Set<string>();
  const latest = new Map<string, StateMessage>();
  let announced = 0;

  const send = (topic: string, message: unknown): void => {
    announced += 1;
    for (const frames of cutInPieces(pack(message), announced)) {
      queue.send([topic, ...frames]).catch((error: unknown) => {
        if (!socket.closed) log.warn({ err: error, topic }, "announcement not sent");
      });
    }
  };
  // Packing is the dear part, and most topics have nobody who listens.
  const isHeard = (topic: string, all: string): boolean => topics.has(topic) || topics.has(all);
  const hear = (frame: Buffer): void => {
    const topic = frame.subarray(1).toString();
    if (frame[0] === 0) {
      topics.delete(topic);
      latest.delete(topic);
    } else if (frame[0] === 1 && isTopic(topic)) {
      topics.add(topic);
      send(topic, { subscribed: topic });
    } else refusals.count("subscriptions", { bytes: frame.length });
  };
  const hearing = (async () => {
    for await (const frames of socket) for (const frame of frames) hear(frame);
  })();

  const repeating = setInterval(() => {
    for (const [topic, message] of latest) send(topic, message);
  }, repeatEvery);

  return {
    events: socket.lastEndpoint ?? events,
    announce({ states, outputs }) {
      for (const message of states) {
        const topic = stateTopic(message.dispatch);
        if (topics.has(topic)) latest.set(topic, { ...message, events: [], repeated: true });
        if (isHeard(topic, stateTopic())) send(topic, message);
      }
      for (const message of outputs) {
        const topic = outputTopic(message.dispatch);
        if (isHeard(topic, outputTopic())) send(topic, message);
      }
    },
    async [Symbol.asyncDispose]() {
      clearInterval(repeating);
      await queue.drained();
      if (!socket.closed) socket.close();
      await hearing;
      await watching;
    },
  };
}
