// A worker's end of the line to its dispatcher.

import type { FromWorker, ToWorker } from "covalent-ts/protocol";
import { pack, SendQueue, unpack } from "covalent-ts/worker";
import { Dealer } from "zeromq";

export interface Conversation {
  /** Resolves once it is on its way: what the worker's thread does then does not hold it up. */
  say(message: FromWorker): Promise<void>;
  /** The same with what is packed already. */
  post(frame: Uint8Array): Promise<void>;
  /** Hands on each message, in order, until the dispatcher says `exit`. */
  hear(take: (message: ToWorker) => void): Promise<void>;
  /** Calls `connected` whenever there is a dispatcher again; what was said meanwhile is on its way to it. */
  onConnected(connected: () => void): void;
}

export function openConversation({ endpoint, identity }: { endpoint: string; identity: string }): Conversation {
  const dealer = new Dealer({ sendHighWaterMark: 0, receiveHighWaterMark: 0, linger: 0, routingId: identity });
  dealer.connect(endpoint);
  const queue = new SendQueue(dealer);

  const watch = async (connected: () => void): Promise<void> => {
    for await (const { type } of dealer.events) if (type === "handshake") connected();
  };

  return {
    onConnected: (connected) => void watch(connected),
    say: (message) => queue.send(pack(message)),
    post: (frame) => queue.send(frame),
    async hear(take) {
      for await (const frames of dealer) {
        for (const frame of frames) {
          // Checking it would cost each worker the time to load a schema library, against the process that started it.
          for (const message of unpack(frame) as ToWorker[]) {
            if (message.type === "exit") return;
            take(message);
          }
        }
      }
    },
  };
}
