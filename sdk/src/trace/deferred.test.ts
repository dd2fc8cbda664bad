// What can be done to the output of an electron while a lattice is traced, and what is said about the rest.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import { LatticeError } from "../errors.ts";
import { defer, heldBy } from "./deferred.ts";

// biome-ignore lint/suspicious/noExplicitAny: stands for whatever an author's electron returns
const output = (): any => defer({ trace: {}, node: 0, electron: "load" });
const steps = (value: unknown) => heldBy(value)?.steps;
const line = (error: Error) => Number(/deferred\.test\.ts:(\d+)/.exec(error.stack ?? "")?.[1]);

describe("a deferred value", () => {
  it("writes down properties, indices and method calls", () => {
    const f = () => 1;

    assert.deepEqual(steps(output().rows[0].map(f)), [{ get: "rows" }, { get: "0" }, { get: "map" }, { call: [f] }]);
  });

  it("can be called, when it is a function that will come", () => {
    assert.deepEqual(steps(output()(1, 2)), [{ call: [1, 2] }]);
  });

  it("can be taken apart", () => {
    const [first, { rows }] = output();

    assert.deepEqual([steps(first), steps(rows)], [[{ get: 0 }], [{ get: 1 }, { get: "rows" }]]);
  });

  it("is given back by await, alone and among others", async () => {
    const value = output();

    assert.ok((await value) === value);
    assert.ok((await Promise.all([value, 1]))[0] === value);
  });

  it("is a function to typeof, and shows where it comes from", () => {
    assert.equal(typeof output(), "function");
    assert.equal(inspect(output().rows[0]["a b"].size()), '[output of load.rows[0]["a b"].size()]');
  });
});

describe("a deferred value that is used as if it were there", () => {
  const uses: Record<string, (value: ReturnType<typeof output>) => unknown> = {
    "a text or as a property's name": (value) => `${value}`,
    "a computation or a comparison": (value) => value > 1,
    "'+' or '=='": (value) => value + 1,
    "JSON.stringify": (value) => JSON.stringify({ value }),
    "'rows' in ...": (value) => "rows" in value,
    instanceof: (value) => value instanceof Map,
    ".catch(...)": (value) => value.catch(() => 0),
  };
  for (const [use, act] of Object.entries(uses)) {
    it(`throws on ${use}, naming the electron and the author's line`, () => {
      assert.throws(
        () => act(output()),
        (error) => {
          assert.ok(error instanceof LatticeError);
          assert.equal(error.code, "DEFERRED_AS_PRIMITIVE");
          const { place, ...about } = error.about as {
            electron: string;
            use: string;
            place: { file: string; line: number };
          };
          assert.deepEqual(about, { electron: "load", use });
          assert.equal(place.file, import.meta.filename);
          assert.equal(place.line, line(error));
          return true;
        },
      );
    });
  }

  const iterations: Record<string, (value: ReturnType<typeof output>) => unknown> = {
    "for ... of": (value) => {
      for (const _ of value);
    },
    "a spread": (value) => [...value],
    "Object.keys": (value) => Object.keys(value),
    "the rest of an object": ({ a: _, ...rest }) => rest,
    "for ... in": (value) => {
      for (const _ in value);
    },
  };
  for (const [use, act] of Object.entries(iterations)) {
    it(`throws on ${use}`, () => {
      assert.throws(() => act(output()), { name: "LatticeError", code: "DEFERRED_ITERATED" });
    });
  }

  it("throws on assignment and deletion, naming the property", () => {
    const value = output();

    assert.throws(
      () => {
        value.rows = [];
      },
      { code: "DEFERRED_CHANGED" },
    );
    assert.throws(
      () => {
        delete value.rows;
      },
      { code: "DEFERRED_CHANGED" },
    );
  });
});
