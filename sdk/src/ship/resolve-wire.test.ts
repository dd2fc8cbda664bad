import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { encodeValue, resolveWire } from "./index.ts";

const directory = process.cwd();
const encode = (value: unknown) => encodeValue(value, { about: { what: "A value" } }).bytes;
const noBlob = () => assert.fail("a blob was read");

describe("a value on the wire is decoded", () => {
  it("from the message itself", async () => {
    assert.deepEqual(await resolveWire({ at: "inline", bytes: encode([1]) }, { directory, readBlob: noBlob }), [1]);
  });

  it("from the blob store", async () => {
    const readBlob = async (sha256: string) => encode(`blob ${sha256}`);

    assert.equal(await resolveWire({ at: "blob", sha256: "ab", size: 11 }, { directory, readBlob }), "blob ab");
  });

  it("but not from a blob that is not whole", async () => {
    const readBlob = async (sha256: string) => encode(`blob ${sha256}`);

    await assert.rejects(resolveWire({ at: "blob", sha256: "ab", size: 12 }, { directory, readBlob }), {
      code: "VALUE_LOST",
      about: { sha256: "ab", why: "it has 11 bytes where 12 were written" },
    });
  });

  it("from a template, whose parts may lie anywhere, and be assembled themselves", async () => {
    const output = { hole: { node: 4, steps: [{ get: "x" }] } };
    const holeOf = (value: object) => (value === output ? output.hole : undefined);
    const { bytes: template } = encodeValue({ x: [output] }, { about: { what: "A value" }, holeOf });
    const deep = encode({ x: "deep" });
    const blob = { at: "blob", sha256: "cd", size: deep.byteLength } as const;
    const inner = { at: "assembled", template, parts: [[4, blob]] } as const;

    const value = await resolveWire(
      { at: "assembled", template, parts: [[4, { ...inner, parts: [[4, blob]] }]] },
      { directory, readBlob: () => deep },
    );

    assert.deepEqual(value, { x: [["deep"]] });
  });
});
