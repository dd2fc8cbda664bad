// A hostile process of the same user: sends what it was told to, and prints how much that was.

import { randomUUID } from "node:crypto";
import { pack, protocolVersion, unpack } from "covalent-ts/protocol";
import { Dealer, XSubscriber } from "zeromq";
import * as z from "zod";
import { randomOf } from "../random.ts";
import { openCorpus } from "./corpus.ts";
import { fromNoWorker, type Hostile, rare, strangers, subscription } from "./frames.ts";
import { speakRaw } from "./raw.ts";

const Orders = z.object({
  seed: z.number(),
  frames: z.number(),
  requests: z.string(),
  events: z.string(),
  workers: z.string(),
});

/** What was sent, and how much of it must have been refused. */
export interface Sent {
  frames: number;
  answers: number;
  refused: { requests: number; workers: number };
}

/** Each connection is used for so many messages; then another takes its place. */
const perConnection = 20_000;
/** A connection below ZeroMQ, and a message that would take gigabytes to read, for each so many messages. */
const perRaw = 500;
const perGiant = 200_000;

const kinds = Object.entries(strangers);
const sent: Sent = { frames: 0, answers: 0, refused: { requests: 0, workers: 0 } };

const orders = Orders.parse(JSON.parse(process.argv[2] ?? "{}"));
const random = randomOf(orders.seed);
const corpus = await openCorpus();

const send = async (socket: Dealer | XSubscriber, { frames }: Hostile): Promise<void> => {
  await socket.send(frames);
  sent.frames += 1;
};

/** One in four never reads what it is answered. */
function asClient(connection: number): { socket: Dealer; end(): Promise<void> } {
  const socket = new Dealer({ linger: -1 });
  socket.connect(orders.requests);
  const last = connection * 10 + 8;
  const reads = connection % 4 > 0;
  let ending = false;
  const reading = (async () => {
    if (!reads) return;
    for await (const frames of socket) {
      sent.answers += 1;
      // Only the last is worth reading.
      if (ending && isAnswerTo(last, frames.at(-1))) return;
    }
  })();
  return {
    socket,
    async end() {
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

/** Under another name each time: of two with one name, ZeroMQ hears the first alone. */
function asWorker(): Dealer {
  const name = random.pick([`w1.${randomUUID()}`, `${connections}`, "\u0001", "x".repeat(200)]);
  const socket = new Dealer({ linger: -1, routingId: `${name}${connections}` });
  socket.connect(orders.workers);
  return socket;
}

function hostileTo(at: number): Hostile {
  for (;;) {
    const [name, make] = random.pick(kinds);
    if (at % (rare[name] ?? 1) === 0) return make(random, corpus);
  }
}

/** A list of a hundred million empty maps: as bytes nothing much, as objects more than there is room for. */
const giant = (): Hostile => {
  const body = Buffer.alloc(100_000_000, 0x80);
  body.writeUInt8(0xdd, 0);
  body.writeUInt32BE(body.length - 5, 1);
  return { frames: [body], refused: true };
};

let client = asClient(1);
let events = new XSubscriber({ linger: -1 });
events.connect(orders.events);
let connections = 1;
let worker = asWorker();
while (sent.frames < orders.frames) {
  const at = sent.frames;
  if (at % perConnection === perConnection - 1) {
    await client.end();
    events.close();
    worker.close();
    client = asClient(++connections);
    events = new XSubscriber({ linger: -1 });
    events.connect(orders.events);
    worker = asWorker();
  }
  if (at % perRaw === perRaw - 1) {
    sent.frames += 1;
    await speakRaw(random.pick([orders.requests, orders.events, orders.workers]), random);
    continue;
  }
  const where = random.fraction();
  if (where < 0.15) await send(events, subscription(random));
  else if (where < 0.3) {
    const hostile = fromNoWorker(random, corpus);
    sent.refused.workers += 1;
    await send(worker, hostile);
  } else {
    const hostile = at % perGiant === perGiant / 2 ? giant() : hostileTo(at);
    if (hostile.refused === true) sent.refused.requests += 1;
    await send(client.socket, hostile);
  }
}
await client.end();
events.close();
worker.close();
process.stdout.write(JSON.stringify(sent));
