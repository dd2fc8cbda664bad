// Stripping of types behind texts that Node's parser does not survive.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { nodeStrip } from "./node-strip.ts";
import { withinTime } from "./time-limit.ts";

const late = () => "late";
const deep = "(".repeat(9_000);

describe("the stripping of types", () => {
  it("goes on behind texts that are nested too deeply, as before, and says what is wrong with those", () => {
    for (let time = 0; time < 3; time++) {
      assert.throws(() => nodeStrip(deep), { name: "RangeError", message: /nested too deeply/ });
      assert.equal(nodeStrip("let a: 1"), "let a   ");
      assert.throws(() => nodeStrip("let = 7q"), { name: "SyntaxError", code: "ERR_INVALID_TYPESCRIPT_SYNTAX" });
      assert.match(nodeStrip("enum A { b }", { mode: "transform" }), /A\["b"\] = 0/);
    }
  });

  it("goes on behind time limits that end it", () => {
    const long = "const x: number = 1;\n".repeat(300_000);
    for (let time = 0; time < 3; time++) {
      assert.equal(
        withinTime(() => nodeStrip(long), late, 30),
        "late",
      );
      assert.equal(nodeStrip("let a: 1"), "let a   ");
    }
  });
});
