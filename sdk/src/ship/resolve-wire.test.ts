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

    assert.equal(await resolveWire({ at: "blob", sha256: "ab", size: 3 }, { directory, readBlob }), "blob ab");
  });

  it("from a template, whose parts may lie anywhere, and be assembled themselves", async () => {
    const output = { hole: { node: 4, steps: [{ get: "x" }] } };
    const holeOf = (value: object) => (value === output ? output.hole : undefined);
    const { bytes: template } = encodeValue({ x: [output] }, { about: { what: "A value" }, holeOf });
    const inner = { at: "assembled", template, parts: [[4, { at: "blob", sha256: "cd", size: 1 }]] } as const;

    const value = await resolveWire(
      { at: "assembled", template, parts: [[4, { ...inner, parts: [[4, { at: "blob", sha256: "cd", size: 1 }]] }]] },
      { directory, readBlob: () => encode({ x: "deep" }) },
    );

    assert.deepEqual(value, { x: [["deep"]] });
  });
});
