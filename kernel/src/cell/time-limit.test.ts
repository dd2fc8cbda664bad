// Work that would hold up the thread is given up in time, and the thread goes on as if nothing had been.

import assert from "node:assert/strict";
import { stripTypeScriptTypes } from "node:module";
import { describe, it } from "node:test";
import { withinTime } from "./time-limit.ts";

const late = () => "late";

describe("a time limit", () => {
  it("gives what the work returned in time, and lets through what it threw", () => {
    assert.equal(
      withinTime(() => 1 + 1, late),
      2,
    );
    assert.throws(
      () =>
        withinTime(() => {
          throw new RangeError("mine");
        }, late),
      /mine/,
    );
  });

  it("ends a loop, a regular expression that backtracks for ever, and a parser in WebAssembly", () => {
    const long = "const x: number = 1;\n".repeat(300_000);

    assert.equal(
      withinTime(
        () => {
          for (;;);
        },
        late,
        30,
      ),
      "late",
    );
    assert.equal(
      withinTime(() => /(a+)+b/.test("a".repeat(60)), late, 30),
      "late",
    );
    assert.equal(
      withinTime(() => stripTypeScriptTypes(long), late, 30),
      "late",
    );
    assert.equal(stripTypeScriptTypes("let a: 1"), "let a   ");
  });
});
