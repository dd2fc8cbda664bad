// A hostile process: sends what it was told to, and prints how much that was.

import { RemoteAddress } from "covalent-ts/protocol";
import * as z from "zod";
import { randomOf } from "../random.ts";
import { openCorpus } from "./corpus.ts";
import { fromNoWorker, type Hostile, rare, strangers, subscription } from "./frames.ts";
import { asClient, asSubscriber, asWorker, type Guest } from "./guests.ts";
import { speakRaw } from "./raw.ts";
import { forge, knock } from "./strangers.ts";

const Orders = z.object({
  seed: z.number(),
  frames: z.number(),
  requests: z.string(),
  events: z.string(),
  workers: z.string(),
  remote: RemoteAddress,
});

/** What was sent, by where it went, and how much of it must have been refused. */
export interface Sent {
  frames: Record<Door, number>;
  answers: number;
  refused: { requests: number; workers: number; connections: number };
}

/** Where it goes in: the three socket files, both ports with the key, and anywhere as somebody who is not to come in at all. */
export const doors = [
  "requests",
  "events",
  "workers",
  "remote requests",
  "remote events",
  "without key",
  "raw",
] as const;
export type Door = (typeof doors)[number];

/** Each connection is used for so many messages; then another takes its place. */
const perConnection = 20_000;
/** Of every so many messages one: below ZeroMQ, without the key, and what would take gigabytes to read. */
const perRaw = 500;
const perForgery = 200;
const perKnock = 5_000;
const perGiant = 200_000;

const kinds = Object.entries(strangers);
const sent: Sent = {
  frames: { requests: 0, events: 0, workers: 0, "remote requests": 0, "remote events": 0, "without key": 0, raw: 0 },
  answers: 0,
  refused: { requests: 0, workers: 0, connections: 0 },
};

const orders = Orders.parse(JSON.parse(process.argv[2] ?? "{}"));
const { remote } = orders;
const random = randomOf(orders.seed);
const corpus = await openCorpus();
const answered = (): void => {
  sent.answers += 1;
};

type Within = Exclude<Door, "without key" | "raw">;
const opened: Record<Within, () => Guest> = {
  requests: () => asClient(orders.requests, answered),
  events: () => asSubscriber(orders.events),
  workers: () => asWorker(orders.workers, random),
  "remote requests": () => asClient(remote.requests, answered, remote),
  "remote events": () => asSubscriber(remote.events, remote),
};
const openAll = (): Record<Within, Guest> => ({
  requests: opened.requests(),
  events: opened.events(),
  workers: opened.workers(),
  "remote requests": opened["remote requests"](),
  "remote events": opened["remote events"](),
});
const leaveAll = async (guests: Record<Within, Guest>): Promise<void> => {
  for (const guest of Object.values(guests)) await guest.leave();
};

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

/** What comes of a fraction of chance: most goes where requests are taken. */
function doorAt(fraction: number): Within {
  if (fraction < 0.1) return "events";
  if (fraction < 0.15) return "remote events";
  if (fraction < 0.3) return "workers";
  return fraction < 0.5 ? "remote requests" : "requests";
}

async function sendTo(door: Within, at: number, guest: Guest): Promise<void> {
  if (door === "workers") {
    sent.refused.workers += 1;
    await guest.send(fromNoWorker(random, corpus).frames);
  } else if (door === "events" || door === "remote events") await guest.send(subscription(random).frames);
  else {
    const { frames, refused } = at % perGiant === perGiant / 2 ? giant() : hostileTo(at);
    if (refused === true) sent.refused.requests += 1;
    await guest.send(frames);
  }
}

let guests = openAll();
for (let at = 0; at < orders.frames; at += 1) {
  if (at % perConnection === perConnection - 1) {
    await leaveAll(guests);
    guests = openAll();
  }
  if (at % perRaw === perRaw - 1) {
    sent.frames.raw += 1;
    await speakRaw(
      random.pick([orders.requests, orders.events, orders.workers, remote.requests, remote.events]),
      random,
    );
  } else if (at % perForgery === 1 || at % perKnock === 2) {
    sent.frames["without key"] += 1;
    sent.refused.connections += 1;
    await (at % perKnock === 2 ? knock : forge)(remote, random);
  } else {
    const door = doorAt(random.fraction());
    sent.frames[door] += 1;
    await sendTo(door, at, guests[door]);
  }
}
await leaveAll(guests);
process.stdout.write(JSON.stringify(sent));
