// Announces on a socket what was committed, to those who subscribed, and answers each subscription so that nobody misses a thing.

import { SendQueue } from "covalent-ts/client";
import { outputTopic, pack, stateTopic } from "covalent-ts/protocol";
import type { Logger } from "pino";
import { XPublisher } from "zeromq";
import type { Committed } from "../store/turn.ts";

export interface Announcer extends AsyncDisposable {
  announce(committed: Committed): void;
}

export async function openAnnouncer(endpoint: string, log: Logger): Promise<Announcer> {
  // The default high-water mark of 1,000 loses messages silently.
  const socket = new XPublisher({ sendHighWaterMark: 0, receiveHighWaterMark: 0, linger: 0 });
  // A second subscriber to a topic waits for its answer just as the first did.
  socket.verbosity = "allSubs";
  await socket.bind(endpoint);
  const queue = new SendQueue(socket);
  const topics = new Set<string>();

  const send = (topic: string, message: unknown): void => {
    queue.send([topic, pack(message)]).catch((error: unknown) => {
      if (!socket.closed) log.warn({ err: error, topic }, "announcement not sent");
    });
  };
  // Packing is the dear part, and most topics have nobody who listens.
  const isHeard = (topic: string): boolean => {
    if (topics.has(topic)) return true;
    for (const prefix of topics) if (topic.startsWith(prefix)) return true;
    return false;
  };
  const hear = (frame: Buffer): void => {
    const topic = frame.subarray(1).toString();
    if (frame[0] === 0) topics.delete(topic);
    else if (frame[0] === 1) {
      topics.add(topic);
      send(topic, { subscribed: topic });
    }
  };
  const hearing = (async () => {
    for await (const [frame] of socket) if (frame !== undefined) hear(frame);
  })();

  return {
    announce({ states, outputs }) {
      for (const message of states) {
        const topic = stateTopic(message.dispatch);
        if (isHeard(topic)) send(topic, message);
      }
      for (const message of outputs) {
        const topic = outputTopic(message.dispatch);
        if (isHeard(topic)) send(topic, message);
      }
    },
    async [Symbol.asyncDispose]() {
      await queue.drained();
      if (!socket.closed) socket.close();
      await hearing;
    },
  };
}
