import assert from "node:assert/strict";
import { it } from "node:test";
import { codePointsBefore, offsetAfter } from "./code-points.ts";

it("counts a character beyond the basic plane once for Jupyter, and twice for VS Code", () => {
  const text = "const 𝑥 = 🚀.launch";

  assert.equal(codePointsBefore(text, text.length), text.length - 2);
  assert.equal(offsetAfter(text, text.length - 2), text.length);
  assert.equal(offsetAfter(text, 6), 6);
  assert.equal(codePointsBefore(text, 8), 7);
});
