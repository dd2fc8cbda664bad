import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { offsetAt, positionAt } from "./positions.ts";

describe("positions", () => {
  it("count UTF-16 units, and lines by any of the three ends", () => {
    assert.deepEqual(positionAt("a\r\n🙂b\rc\nd", 6), { line: 1, character: 3 });
    assert.deepEqual(positionAt("a\r\n🙂b\rc\nd", 9), { line: 3, character: 0 });
    assert.equal(offsetAt("a\r\n🙂b\rc\nd", { line: 1, character: 2 }), 5);
  });

  it("lead back to the offset that they were made from", () => {
    const text = fc.array(fc.constantFrom("a", "🙂", "\n", " ")).map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, fc.nat(), (code, seed) => {
        const offset = seed % (code.length + 1);

        assert.equal(offsetAt(code, positionAt(code, offset)), offset);
      }),
    );
  });

  it("behind the end are the end", () => {
    assert.equal(offsetAt("ab\nc", { line: 7, character: 0 }), 4);
    assert.equal(offsetAt("ab\nc", { line: 1, character: 9 }), 4);
  });
});
