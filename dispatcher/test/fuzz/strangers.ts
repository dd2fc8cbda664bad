// Who comes to a dispatcher on a network without the key: with another's, with half of it, with none, or below ZeroMQ.

import { pack, protocolVersion, type RemoteAddress } from "covalent-ts/protocol";
import { curveKeyPair, Dealer } from "zeromq";
import type { Random } from "../random.ts";
import { type CurveKeys, curveOf } from "./guests.ts";
import { speakTo } from "./raw.ts";

/** What they want most. Whoever obeys ends, and the run with it. */
const stop = pack({ v: protocolVersion, id: 1, type: "stop", ask: {} });

const lacking: ((remote: RemoteAddress) => CurveKeys | undefined)[] = [
  () => undefined,
  (remote) => ({ ...remote, ...curveKeyPair() }),
  (remote) => ({ ...remote, secretKey: curveKeyPair().secretKey }),
  (remote) => ({ ...remote, serverKey: curveKeyPair().publicKey }),
];

/** Knocks as ZeroMQ does, with a request in its hand; resolves when it was turned away. */
export async function knock(remote: RemoteAddress, random: Random): Promise<void> {
  const socket = new Dealer({ linger: 0, sendTimeout: 0, ...curveOf(random.pick(lacking)(remote)) });
  const turnedAway = Promise.withResolvers<void>();
  const watching = (async () => {
    // To the end: ZeroMQ tells of two sockets at one address if the first is no longer listened to.
    for await (const { type } of socket.events) {
      if (type === "handshake") throw new Error("somebody without the key was let in");
      if (type === "disconnect") turnedAway.resolve();
    }
  })();
  socket.connect(remote.requests);
  // ZeroMQ keeps it until it is let in, or takes none if it was turned away already.
  await socket.send(stop).catch(() => undefined);
  await Promise.race([turnedAway.promise, watching]);
  socket.close();
  await watching;
}

/** ZMTP 3.1's greeting with the mechanism CURVE, as a client. */
const greeting = Buffer.concat([
  Buffer.from([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 1]),
  Buffer.from("CURVE".padEnd(20, "\0")),
  Buffer.alloc(32),
]);

const command = (name: string, body: Uint8Array): Buffer => {
  const whole = Buffer.concat([Buffer.from([name.length]), Buffer.from(name), body]);
  const head = Buffer.from([6, 0, 0, 0, 0, 0, 0, 0, 0]);
  head.writeUInt32BE(whole.length, 5);
  return Buffer.concat([head, whole]);
};

const message = (frame: Uint8Array): Buffer => Buffer.concat([Buffer.from([0, frame.length]), frame]);

/** Version, padding, a key, a counter, and a box of zeroes that nobody sealed. */
const hello = (random: Random): Buffer =>
  command("HELLO", Buffer.concat([Buffer.from([1, 0]), Buffer.alloc(72), random.bytes(120)]));

const openings: ((random: Random) => Buffer)[] = [
  (random) => Buffer.concat([greeting, hello(random)]),
  (random) => Buffer.concat([greeting, hello(random), command("INITIATE", random.bytes(257))]),
  (random) => Buffer.concat([greeting, command("INITIATE", random.bytes(random.int(600)))]),
  (random) => Buffer.concat([greeting, command("MESSAGE", Buffer.concat([random.bytes(8), stop]))]),
  (random) =>
    Buffer.concat([greeting, command("READY", Buffer.alloc(0)), ...Array(1 + random.int(9)).fill(message(stop))]),
  (random) => Buffer.concat([greeting, hello(random).subarray(0, random.int(200))]),
];

/** Speaks CURVE as far as that goes without the key, and then as if it had been let in. */
export const forge = ({ requests, events }: RemoteAddress, random: Random): Promise<void> =>
  speakTo(random.pick([requests, events]), random.pick(openings)(random));
