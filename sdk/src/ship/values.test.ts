import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { decodeValue, encodeValue, type Hole, type Step } from "./index.ts";

const directory = process.cwd();
const about = { what: "A test" };
const encode = (value: unknown) => encodeValue(value, { about }).bytes;
const roundTrip = (value: unknown): Promise<unknown> => decodeValue(encode(value), { directory });

describe("a value comes back as it was", () => {
  const values: Record<string, unknown> = {
    "plain data": { a: 1, b: [true, null, undefined, "text"], c: { d: -5, e: 1.5 } },
    "numbers that JSON loses": [-0, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, -(2 ** 53), 5e-324, 128, -1, -129],
    "text of every kind": ["", "é", "🙂", "\ud800", "a".repeat(100_000), "\u0000", "日本"],
    "a long array of numbers": Array.from({ length: 1_000 }, (_, i) => i / 3),
    "an array with gaps": Object.assign([1], { length: 5, 3: undefined }),
    bigints: [0n, -1n, 2n ** 200n],
    dates: [new Date(0), new Date(Number.NaN)],
    "typed arrays": [new Uint8Array([1]), new Float64Array([1.5]), new BigInt64Array([-1n]), new Uint8ClampedArray(0)],
    "a buffer": Buffer.from("some bytes"),
    "a data view": new DataView(new ArrayBuffer(8), 2, 4),
    collections: [new Map<unknown, unknown>([[{ a: 1 }, new Set([1, [2]])]]), new Set()],
    errors: Object.assign(new RangeError("far", { cause: { why: 1 } }), { code: "E_FAR" }),
    "boxed primitives": [Object(1n), new Number(1), new String("s")],
    URLs: [new URL("http://a/?b=c"), new URLSearchParams("a=1&a=2")],
    null: null,
    undefined: undefined,
    "keys like those of objects": { constructor: 1, toString: 2, hasOwnProperty: 3, length: 4, "": 5 },
  };
  for (const [title, value] of Object.entries(values)) {
    it(title, async () => {
      assert.deepEqual(await roundTrip(value), value);
    });
  }

  it("with its circles and shared parts", async () => {
    const shared = { n: 1 };
    const value: Record<string, unknown> = { one: shared, two: [shared, new Map([[shared, shared]])] };
    value["self"] = value;

    const back = (await roundTrip(value)) as typeof value & { two: [unknown, Map<unknown, unknown>] };

    assert.equal(back["self"], back);
    assert.equal(back.two[0], back["one"]);
    assert.equal(back.two[1].get(back["one"]), back["one"]);
  });

  it("with views of one buffer as views of one buffer, which holds only what they show", async () => {
    const buffer = new ArrayBuffer(1_000_000);
    const value = [new Float64Array(buffer, 800, 2), new Uint8Array(buffer, 808, 8)] as const;

    const [floats, bytes] = (await roundTrip(value)) as typeof value;
    floats[1] = 1;

    assert.equal(floats.buffer, bytes.buffer);
    assert.equal(bytes[7], 0x3f);
    assert.equal(floats.buffer.byteLength, 16);
  });

  it("without what lies beside a Buffer in the pool", () => {
    Buffer.from("the secret of somebody else");
    const mine = Buffer.from("mine");

    assert.equal(Buffer.from(encode(mine)).includes("secret"), false);
  });

  it("with functions, and what they close over", async () => {
    const rate = 3;
    const value = { times: (x: number) => x * rate, list: [(x: number) => x - rate] };

    const back = (await roundTrip(value)) as typeof value;

    assert.equal(back.times(2), 6);
    assert.equal(back.list[0]?.(5), 2);
  });

  it("whatever it is made of", async () => {
    const keys = fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor", "then", "0"));
    const leaves = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.double(),
      fc.integer(),
      fc.bigInt(),
      fc.boolean(),
      fc.constantFrom(null, undefined, -0),
      fc.date({ noInvalidDate: false }),
      fc.uint8Array(),
      fc.float64Array(),
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5, withCrossShrink: true },
        leaves,
        tie("array"),
        tie("object"),
        tie("map"),
        tie("set"),
      ),
      array: fc.array(tie("tree")),
      object: fc.dictionary(keys, tie("tree")),
      map: fc.array(fc.tuple(fc.string(), tie("tree"))).map((it) => new Map(it)),
      // Sets of objects are what comparing takes for ever on.
      set: fc.array(fc.oneof(fc.string(), fc.double())).map((it) => new Set(it)),
    }));

    await fc.assert(
      fc.asyncProperty(tree, async (value) => {
        assert.deepEqual(await roundTrip(value), value);
      }),
    );
  });

  it("however its parts hold each other", async () => {
    const links = fc.array(fc.tuple(fc.nat(9), fc.nat(9), fc.constantFrom("field", "element", "entry", "member")), {
      maxLength: 40,
    });

    await fc.assert(
      fc.asyncProperty(links, async (list) => {
        const parts = Array.from({ length: 10 }, (_, id) => newPart(id));
        for (const [from, to, how] of list) link(parts[from] as Part, parts[to] as Part, how);

        const back = (await roundTrip(parts)) as Part[];

        assert.deepEqual(drawing(back), drawing(parts));
      }),
    );
  });
});

interface Part {
  id: number;
  field: Record<string, Part>;
  element: Part[];
  entry: Map<Part, Part>;
  member: Set<Part>;
}
const newPart = (id: number): Part => ({ id, field: {}, element: [], entry: new Map(), member: new Set() });

function link(from: Part, to: Part, how: string): void {
  if (how === "field") from.field[`to ${to.id}`] = to;
  else if (how === "element") from.element.push(to);
  else if (how === "entry") from.entry.set(to, from);
  else from.member.add(to);
}

/** Which part holds which, by identity: what `deepEqual` would not see. */
const drawing = (parts: Part[]) =>
  parts.map(({ field, element, entry, member }) => ({
    field: Object.entries(field).map(([key, it]) => [key, parts.indexOf(it)]),
    element: element.map((it) => parts.indexOf(it)),
    entry: [...entry].map(([key, it]) => [parts.indexOf(key), parts.indexOf(it)]),
    member: [...member].map((it) => parts.indexOf(it)),
  }));

/** A deferred value, as tracing makes them. */
class Deferred {
  readonly hole: Hole;
  constructor(node: number, steps: Step[] = []) {
    this.hole = { node, steps };
  }
  after(step: Step): Deferred {
    return new Deferred(this.hole.node, [...this.hole.steps, step]);
  }
}
const holeOf = (value: object) => (value instanceof Deferred ? value.hole : undefined);
const encodeDeferred = (value: unknown) => encodeValue(value, { about, holeOf });

describe("deferred values", () => {
  it("are filled wherever they stand, each node asked once", async () => {
    const [a, b] = [new Deferred(7), new Deferred(3)];
    const { bytes, holes } = encodeDeferred({ list: [a, { b }], map: new Map([[a, b]]), set: new Set([a]), direct: a });
    const asked: number[] = [];

    const value = await decodeValue(bytes, {
      directory,
      fill: async (node) => {
        asked.push(node);
        return { node };
      },
    });

    const [seven, three] = [{ node: 7 }, { node: 3 }];
    assert.deepEqual(holes, [7, 3]);
    assert.deepEqual(asked, [7, 3]);
    assert.deepEqual(value, {
      list: [seven, { b: three }],
      map: new Map([[seven, three]]),
      set: new Set([seven]),
      direct: seven,
    });
    const { list, direct } = value as { list: unknown[]; direct: unknown };
    assert.equal(list[0], direct);
  });

  it("can be the whole value", async () => {
    const { bytes, holes } = encodeDeferred(new Deferred(0));

    assert.deepEqual(holes, [0]);
    assert.equal(await decodeValue(bytes, { directory, fill: () => "filled" }), "filled");
  });

  it("follow gets and method calls, with `this`, waiting for promises", async () => {
    const rows = new Deferred(1).after({ get: "rows" });
    const doubled = rows.after({ get: "map" }).after({ call: [(x: number) => x * 2] });
    const first = doubled.after({ get: 0 });
    const { bytes } = encodeDeferred([rows, doubled, first, rows.after({ get: "length" })]);

    const value = await decodeValue(bytes, {
      directory,
      fill: () => Promise.resolve({ rows: Promise.resolve([1, 2]) }),
    });

    assert.deepEqual(value, [[1, 2], [2, 4], 2, 2]);
  });

  it("share what they begin with: a step is taken once", async () => {
    let calls = 0;
    const made = new Deferred(1).after({ get: "make" }).after({ call: [] });
    const { bytes } = encodeDeferred([made.after({ get: "x" }), made.after({ get: "x" }), made]);

    const value = (await decodeValue(bytes, { directory, fill: () => ({ make: () => ({ x: { n: ++calls } }) }) })) as [
      unknown,
      unknown,
      { x: unknown },
    ];

    assert.equal(calls, 1);
    assert.equal(value[0], value[1]);
    assert.equal(value[0], value[2].x);
  });

  it("may be arguments of calls on others", async () => {
    const joined = new Deferred(1).after({ get: "concat" }).after({ call: [new Deferred(2), [new Deferred(3)]] });
    const { bytes, holes } = encodeDeferred(joined);

    assert.deepEqual(holes, [1, 2, 3]);
    assert.deepEqual(await decodeValue(bytes, { directory, fill: (node) => [node] }), [1, 2, [3]]);
  });

  it("reach symbols", async () => {
    const tag = new Deferred(1).after({ get: Symbol.toStringTag });
    const { bytes } = encodeDeferred(tag);

    assert.equal(await decodeValue(bytes, { directory, fill: () => new Map() }), "Map");
  });

  it("say what was wrong with an output", async () => {
    const { bytes } = encodeDeferred(new Deferred(1).after({ get: "a" }).after({ get: "b" }));

    await assert.rejects(decodeValue(bytes, { directory, fill: () => ({}) }), {
      name: "TypeError",
      message: "Cannot read 'b' of the output, which is undefined.",
    });
  });
});

describe("bytes that are no value", () => {
  it("are refused where they end", async () => {
    const bytes = encode({ a: "some text", b: [1, 2, 3] });

    for (let size = 0; size < bytes.length; size++) {
      await assert.rejects(decodeValue(bytes.subarray(0, size), { directory }), { code: "BAD_MESSAGE" });
    }
  });

  it("are refused by their version", async () => {
    await assert.rejects(decodeValue(new Uint8Array([250, 0, 1]), { directory }), { code: "BAD_MESSAGE" });
  });
});
