// Who a hostile process pretends to be: a client, a subscriber or a worker, on a socket file or, with the key, on the network.

import { randomUUID } from "node:crypto";
import { pack, protocolVersion, type RemoteAddress, unpack } from "covalent-ts/protocol";
import { Dealer, XSubscriber } from "zeromq";
import type { Random } from "../random.ts";

/** Sends to one of the dispatcher's sockets. */
export interface Guest {
  send(frames: Uint8Array[]): Promise<void>;
  /** Resolves once all that was sent has been read. */
  leave(): Promise<void>;
}

export type CurveKeys = Pick<RemoteAddress, "serverKey" | "publicKey" | "secretKey">;

/** As ZeroMQ's sockets want them. */
export const curveOf = (keys: CurveKeys | undefined) =>
  keys && {
    curveServerKey: keys.serverKey,
    curvePublicKey: keys.publicKey,
    curveSecretKey: keys.secretKey,
  };

let visits = 0;

/** One in four never reads what it is answered. */
export function asClient(endpoint: string, onAnswer: () => void, keys?: CurveKeys): Guest {
  const visit = ++visits;
  const socket = new Dealer({ linger: -1, ...curveOf(keys) });
  socket.connect(endpoint);
  const last = visit * 10 + 8;
  const reads = visit % 4 > 0;
  let ending = false;
  const reading = (async () => {
    if (!reads) return;
    for await (const frames of socket) {
      onAnswer();
      // Only the last is worth reading.
      if (ending && isAnswerTo(last, frames.at(-1))) return;
    }
  })();
  return {
    send: (frames) => socket.send(frames),
    async leave() {
      ending = true;
      await socket.send(pack({ v: protocolVersion, id: last, type: "status", ask: {} }));
      await reading;
      socket.close();
    },
  };
}

function isAnswerTo(id: number, frame: Uint8Array | undefined): boolean {
  const answer: unknown = frame && unpack(frame);
  return typeof answer === "object" && answer !== null && "id" in answer && answer.id === id;
}

export function asSubscriber(endpoint: string, keys?: CurveKeys): Guest {
  const socket = new XSubscriber({ linger: -1, ...curveOf(keys) });
  socket.connect(endpoint);
  return { send: (frames) => socket.send(frames), leave: async () => socket.close() };
}

/** Under another name each time: of two with one name, ZeroMQ hears the first alone. */
export function asWorker(endpoint: string, random: Random): Guest {
  const name = random.pick([`w1.${randomUUID()}`, `${visits}`, "\u0001", "x".repeat(200)]);
  const socket = new Dealer({ linger: -1, routingId: `${name}${++visits}` });
  socket.connect(endpoint);
  return { send: (frames) => socket.send(frames), leave: async () => socket.close() };
}
