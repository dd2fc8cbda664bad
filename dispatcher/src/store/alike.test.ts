import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Chapter } from "../engine/chapter.ts";
import { packChapters, unpackChapters } from "./alike.ts";

const completed = (electron: number, endedAt: number): Chapter => ({
  type: "electron",
  electron,
  change: { state: "COMPLETED", worker: "w1", startedAt: endedAt - 1, endedAt },
});
const onDisk = (chapters: readonly Chapter[]): Chapter[] =>
  unpackChapters(JSON.parse(JSON.stringify(packChapters(chapters))));

describe("chapters as they are kept", () => {
  it("take a fraction of the room where the same happened to many", () => {
    const many = Array.from({ length: 100 }, (_, n) => completed(n, 1_000 + n));

    assert.ok(JSON.stringify(packChapters(many)).length * 4 < JSON.stringify(many).length);
    assert.deepEqual(onDisk(many), many);
  });

  it("come back as they were, in their order", () => {
    const change = fc.record(
      {
        state: fc.constantFrom("QUEUED", "RUNNING", "COMPLETED", "FAILED"),
        worker: fc.constantFrom("w1", "w2", null),
        attempt: fc.integer({ min: 1, max: 3 }),
        endedAt: fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }),
        error: fc.constantFrom(null, { name: "Error", message: "no" }),
      },
      { requiredKeys: [] },
    );
    const chapter = fc.oneof(
      { weight: 6, arbitrary: fc.record({ type: fc.constant("electron"), electron: fc.nat(99), change }) },
      fc.record({ type: fc.constant("submitted"), lattice: fc.string(), electrons: fc.nat() }),
    );
    fc.assert(
      fc.property(fc.array(chapter, { maxLength: 40, size: "max" }), (chapters) => {
        const plain = JSON.parse(JSON.stringify(chapters));
        assert.deepEqual(onDisk(plain), plain);
      }),
    );
  });
});
