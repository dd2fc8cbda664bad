import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { pack, unpack } from "covalent-ts/protocol";
import fc from "fast-check";
import { isWellFormed } from "./well-formed.ts";

const sayable = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(null, undefined, true, false),
    fc.double(),
    fc.integer(),
    fc.maxSafeInteger(),
    fc.string({ unit: "binary", maxLength: 300 }),
    fc.uint8Array({ maxLength: 300 }),
    fc.array(tie("value"), { maxLength: 20 }),
    fc.dictionary(fc.string(), tie("value"), { maxKeys: 20 }),
  ),
})).value;

describe("what is packed by whoever speaks with us", () => {
  it("is well formed, whatever it says", () => {
    fc.assert(fc.property(sayable, (value) => isWellFormed(pack(value))));
  });

  it("is not, once a byte is missing or one too many is there", () => {
    fc.assert(
      fc.property(sayable, (value) => {
        const bytes = pack(value);
        assert.ok(!isWellFormed(bytes.subarray(0, -1)));
        assert.ok(!isWellFormed(Buffer.concat([bytes, Buffer.from([0])])));
      }),
    );
  });
});

describe("noise", () => {
  it("that passes as well formed can be read", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (bytes) => {
        if (isWellFormed(bytes)) unpack(bytes);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("what a reader would choke on", () => {
  const cases: [what: string, bytes: Buffer][] = [
    ["a million levels", Buffer.alloc(1_000_000, 0x91)],
    ["a list of four thousand million", Buffer.from([0xdd, 0xff, 0xff, 0xff, 0xff])],
    ["a map that is longer than its message", Buffer.from([0xde, 0x00, 0x10, 0xa1, 0x61, 0x01])],
    ["a text that ends after its message", Buffer.from([0xdb, 0x7f, 0xff, 0xff, 0xff, 0x61])],
    ["a regular expression", Buffer.from([0xc7, 0x03, 0x78, 0x92, 0xa1, 0x28])],
    ["a record", Buffer.from([0xd4, 0x72, 0x40, 0x90])],
    ["a map for a key", Buffer.from([130, 128, 0, 0, 0])],
    ["a list for a key of a map in a list", Buffer.from([0x91, 0x81, 0x90, 0x01])],
    ["no byte at all", Buffer.alloc(0)],
  ];
  for (const [what, bytes] of cases) it(`is refused: ${what}`, () => assert.ok(!isWellFormed(bytes)));

  it("is refused where it takes little room as bytes, and too much once it is read", () => {
    const maps = Buffer.concat([Buffer.from([0xdc, 0x03, 0xe8]), Buffer.alloc(1_000, 0x80)]);

    assert.ok(isWellFormed(maps));
    assert.ok(!isWellFormed(maps, 10_000));
  });
});
