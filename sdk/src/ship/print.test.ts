import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { printValue } from "./index.ts";

describe("the printed form of a value", () => {
  const types: [unknown, string][] = [
    [5, "number"],
    ["a", "string"],
    [null, "null"],
    [undefined, "undefined"],
    [1n, "bigint"],
    [{ a: 1 }, "object"],
    [Object.create(null), "object"],
    [Array.from({ length: 150 }, () => 0), "Array (150)"],
    [Array.from({ length: 150 }, () => [1, 2, 3, 4, 5]), "Array (150 × 5)"],
    [[[1], [1, 2]], "Array (2)"],
    [[], "Array (0)"],
    [new Float64Array(1000), "Float64Array (1000)"],
    [new Map([[1, 2]]), "Map (1)"],
    [new Set([1, 2, 3]), "Set (3)"],
    [Buffer.from("ab"), "Buffer (2)"],
    [new (class Dataset {})(), "Dataset"],
    [new TypeError("x"), "TypeError"],
    [() => 1, "function"],
    [class Model {}, "class Model"],
    [new Proxy({}, {}), "Proxy"],
  ];
  for (const [value, type] of types) {
    it(`calls its type ${type}`, () => assert.equal(printValue(value, 0).type, type));
  }

  it("is what util.inspect says, and how large the value is", () => {
    assert.deepEqual(printValue({ rows: [1, 2], name: "iris" }, 42), {
      text: "{ rows: [ 1, 2 ], name: 'iris' }",
      type: "object",
      size: 42,
    });
  });

  it("is at most 4,000 characters, however large, deep or wide the value is", () => {
    const deep: { next?: unknown } = {};
    let at = deep;
    for (let i = 0; i < 10_000; i++) at = at.next = {};
    const wide = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`key ${i}`, "x".repeat(1_000)]));
    const table = Array.from({ length: 10_000 }, () => Array.from({ length: 100 }, () => Math.PI));

    for (const value of [deep, wide, table, "é".repeat(1_000_000), [wide, wide]]) {
      assert(printValue(value, 0).text.length <= 4_000);
    }
  });

  it("runs no getter", () => {
    const value = {
      get trap(): never {
        throw new Error("sprung");
      },
    };

    assert.equal(printValue(value, 0).text, "{ trap: [Getter] }");
  });

  it("is there even when the value's own inspection throws", () => {
    const value = {
      [Symbol.for("nodejs.util.inspect.custom")]() {
        throw new Error("no");
      },
    };

    assert.equal(printValue(value, 0).text, "(cannot be printed: no)");
  });
});
