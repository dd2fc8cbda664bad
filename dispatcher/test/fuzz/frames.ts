// Hostile messages, by kind: from pure noise to a real request in which one bit is wrong.

import { randomUUID } from "node:crypto";
import { type FromWorker, pack, protocolVersion } from "covalent-ts/protocol";
import type { Random } from "../random.ts";
import type { Corpus } from "./corpus.ts";

/** A message's frames, and whether the dispatcher must refuse it; null where chance may have made it a good one. */
export interface Hostile {
  frames: Uint8Array[];
  refused: boolean | null;
}

type Kind = (random: Random, corpus: Corpus) => Hostile;

const bad = (...frames: Uint8Array[]): Hostile => ({ frames, refused: true });
const perhaps = (...frames: Uint8Array[]): Hostile => ({ frames, refused: null });

const envelope = (type: string, ask: unknown, v: unknown = protocolVersion) => ({ v, id: 7, type, ask });
const real = (random: Random, { requests }: Corpus): Uint8Array => pack(random.pick(requests));
/** Not a submit: a hundred thousand of them would be a hundred thousand dispatches to run. */
const cheap = (random: Random, { requests }: Corpus): Record<string, unknown> =>
  random.pick(requests.filter(({ type }) => type !== "submit"));

/** What a head promises, and nobody sends. */
const hugeHeads = [0xc6, 0xdb, 0xdd, 0xdf, 0xc9];
/** Extensions: dates, errors, regular expressions, typed arrays, sets, references, records, bundled strings, numbers. */
const extensions = [0xff, 0x65, 0x78, 0x74, 0x73, 0x69, 0x70, 0x72, 0x62, 0x42];

export const strangers: Record<string, Kind> = {
  noise: (random) => bad(random.bytes(random.int(200))),
  truncated(random, corpus) {
    const whole = real(random, corpus);
    return bad(whole.subarray(0, random.int(whole.length)));
  },
  "bits flipped": (random, corpus) => perhaps(flipBits(random, pack(cheap(random, corpus)))),
  /** It may be taken, and then it is run: a call, a function or a folder that is slightly wrong. */
  "submits with bits flipped"(random, { requests }) {
    const submit = requests.find(({ type }) => type === "submit");
    return perhaps(
      flipBits(random, pack({ ...submit, ask: { ...Object(submit?.["ask"]), requestKey: randomUUID() } })),
    );
  },
  "of another version": (random, corpus) =>
    bad(pack({ ...random.pick(corpus.requests), v: random.pick([0, 2, -1, "1", null, 2 ** 40, {}, [1]]) })),
  "of an unknown type": (random) =>
    bad(pack(envelope(random.pick(["", "toString", "constructor", "__proto__", "Submit", randomUUID()]), {}))),
  "frames before and after": (random, corpus) =>
    random.fraction() < 0.5
      ? perhaps(
          ...Array.from({ length: 1 + random.int(20) }, () => random.bytes(random.int(9))),
          pack(cheap(random, corpus)),
        )
      : bad(
          pack(cheap(random, corpus)),
          ...Array.from({ length: 1 + random.int(20) }, () => random.bytes(random.int(9))),
        ),
  replayed: (random, corpus) => perhaps(pack(cheap(random, corpus))),
  "nested deep": (random) => {
    const depth = 1 << random.int(14);
    const open = random.pick([[0x91], [0x81, 0xa1, 0x61], [0xdc, 0x00, 0x01]]);
    return bad(Buffer.concat([Buffer.alloc(depth * open.length, Buffer.from(open)), Buffer.from([0xc0])]));
  },
  "of a huge length": (random) => {
    const heads = Array.from({ length: 1 + random.int(40) }, () => [
      random.pick(hugeHeads),
      ...random.bytes(4),
      ...random.bytes(random.int(4)),
    ]);
    return bad(Buffer.from(heads.flat()));
  },
  "with keys of prototypes": (random, corpus) => {
    const { ask, ...rest } = cheap(random, corpus);
    const poison = { polluted: true, toString: 1 };
    return perhaps(
      pack(
        new Map<string, unknown>([
          ...Object.entries(rest),
          ["__proto__", poison],
          ["constructor", { prototype: poison }],
          ["ask", new Map([...Object.entries(ask ?? {}), ["__proto__", poison], ["hasOwnProperty", 1]])],
        ]),
      ),
    );
  },
  "with an extension": (random) => {
    const type = random.pick(extensions);
    const length = random.int(12);
    const ext = Buffer.from([0xc7, length, type, ...random.bytes(length)]);
    return bad(Buffer.concat([Buffer.from([0x82, 0xa2, 0x69, 0x64, 0x07, 0xa1, 0x76]), ext]));
  },
  "with a wrong field": (random, corpus) => perhaps(pack(misfit(random, cheap(random, corpus)))),
  "that lie about their graph": (random, corpus) => bad(pack(lie(random, corpus))),
  /** Memory without bytes: each of them is an empty map or list once it is read. */
  "of nothing, often": (random) => {
    const count = 100_000;
    const body = Buffer.alloc(count, random.pick([0x80, 0x90, 0xa0, 0xc0]));
    const head = Buffer.from([0xdd, 0, 0, 0, 0]);
    head.writeUInt32BE(count, 1);
    return bad(Buffer.concat([head, body]));
  },
};

/** Of every so many messages one, where it costs the most to make and to read. */
export const rare: Record<string, number> = {
  "of nothing, often": 2_000,
  "that lie about their graph": 10,
  "submits with bits flipped": 100,
};

export const flipBits = (random: Random, bytes: Uint8Array): Uint8Array => {
  const flipped = Buffer.from(bytes);
  for (let times = 1 + random.int(8); times > 0; times--) {
    const at = random.int(flipped.length);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << random.int(8));
  }
  return flipped;
};

const oddities = (random: Random): unknown =>
  random.pick<unknown>([
    null,
    undefined,
    true,
    -1,
    2 ** 53,
    0.5,
    Number.NaN,
    "",
    "\u0000",
    "x".repeat(random.int(2_000)),
    [],
    {},
    [[[]]],
    random.bytes(random.int(20)),
  ]);

/** The same message, with one thing in it another. */
function misfit(random: Random, message: unknown): unknown {
  if (typeof message !== "object" || message === null || message instanceof Uint8Array || random.fraction() < 0.2)
    return oddities(random);
  const keys = Object.keys(message);
  if (keys.length === 0) return oddities(random);
  const key = random.pick(keys);
  const changed: unknown = misfit(random, Reflect.get(message, key));
  return Array.isArray(message) ? message.with(Number(key), changed) : { ...message, [key]: changed };
}

/** A submit that is well formed, and whose graph cannot be run. */
function lie(random: Random, { requests }: Corpus): unknown {
  const submit: unknown = structuredClone(requests.find(({ type }) => type === "submit"));
  const at = (value: unknown, ...path: string[]): object => {
    const found = path.reduce((inside: unknown, key) => Reflect.get(Object(inside), key), value);
    return Object(found);
  };
  const node = at(submit, "ask", "lattice", "graph", "nodes", String(random.int(2)));
  Reflect.set(at(submit, "ask"), "requestKey", randomUUID());
  const [field, value] = random.pick<[string, unknown]>([
    ["needs", [2]],
    ["needs", [-1]],
    ["needs", [2 ** 31]],
    ["after", [1, 1]],
    ["fn", "nowhere"],
    ["kind", "supernova"],
    ["executor", 7],
    ["call", "text"],
    ["needs", Array.from({ length: 1_000 }, () => 0)],
  ]);
  Reflect.set(node, field, value);
  return submit;
}

/** What goes to the events socket, where only subscriptions belong. */
export function subscription(random: Random): Hostile {
  const subscribe = Buffer.from([1]);
  const frames = random.pick<() => Buffer>([
    () => random.bytes(random.int(60)),
    () => Buffer.concat([subscribe, random.bytes(random.int(200))]),
    () => Buffer.concat([subscribe, Buffer.from(`state:${"x".repeat(200 + random.int(2_000))}`)]),
    () => Buffer.concat([Buffer.from([random.int(256)]), Buffer.from(`state:${random.int(1_000)}`)]),
  ])();
  return perhaps(frames);
}

/** What goes to the workers' socket, from a process that is no worker. */
export function fromNoWorker(random: Random, { fromWorkers }: Corpus): Hostile {
  const message: FromWorker = random.pick(fromWorkers);
  const frame = random.pick<() => Uint8Array>([
    () => pack(message),
    () => flipBits(random, pack(message)),
    () => random.bytes(random.int(100)),
    () => pack(misfit(random, message)),
  ])();
  return bad(frame, ...(random.fraction() < 0.1 ? [random.bytes(10)] : []));
}
