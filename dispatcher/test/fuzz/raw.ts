// Speaks to a dispatcher's sockets below ZeroMQ: bytes that are no handshake, and frames whose length is a lie.

import { connect, type Socket } from "node:net";
import type { Random } from "../random.ts";

/** ZMTP 3.1's greeting: signature, version, mechanism NULL, as a client. */
const greeting = Buffer.concat([
  Buffer.from([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 1]),
  Buffer.from("NULL".padEnd(20, "\0")),
  Buffer.alloc(32),
]);

const ready = (type: string): Buffer => {
  const body = Buffer.concat([
    Buffer.from("\x05READY\x0bSocket-Type", "latin1"),
    Buffer.from([0, 0, 0, type.length]),
    Buffer.from(type),
  ]);
  return Buffer.concat([Buffer.from([4, body.length]), body]);
};

/** A frame that says that it is of a size that nobody ever sends. */
const endless = Buffer.concat([Buffer.from([2, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), Buffer.alloc(64)]);

const openings: ((random: Random) => Buffer)[] = [
  (random) => random.bytes(1 + random.int(300)),
  () => Buffer.from("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
  (random) => greeting.subarray(0, random.int(greeting.length)),
  (random) => Buffer.concat([greeting, random.bytes(random.int(300))]),
  (random) =>
    Buffer.concat([greeting, ready(random.pick(["DEALER", "SUB", "PAIR", "ROUTER", "", "NONSENSE"])), endless]),
  (random) => Buffer.concat([greeting, ready("DEALER"), Buffer.from([random.int(256)]), random.bytes(random.int(300))]),
];

/** Connects, says something that opens no conversation, and hangs up, or is hung up on. */
export const speakRaw = (endpoint: string, random: Random): Promise<void> =>
  speakTo(endpoint, random.pick(openings)(random));

/** Connects, says this, and hangs up, or is hung up on. */
export async function speakTo(endpoint: string, bytes: Buffer): Promise<void> {
  const socket = openTo(endpoint);
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  // A reset is an answer, too, and `close` follows it.
  socket.on("error", () => undefined).once("close", () => resolve());
  socket.resume().end(bytes);
  await closed;
}

function openTo(endpoint: string): Socket {
  if (endpoint.startsWith("ipc://")) return connect(endpoint.replace("ipc://", ""));
  const { hostname, port } = new URL(endpoint);
  return connect(Number(port), hostname);
}
