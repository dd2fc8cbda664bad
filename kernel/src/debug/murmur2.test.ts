// The hash by which front ends and the kernel name the same file.

import assert from "node:assert/strict";
import { it } from "node:test";
import { murmur2 } from "./murmur2.ts";

it("is what IPython's kernel and JupyterLab compute", () => {
  const texts = ["", "a", "ab", "abc", "print(1)", "let é = '👩‍🔬';\nx"];
  assert.deepEqual(
    texts.map((text) => murmur2(text, 0xc70f6907)),
    [3990065800, 2167009006, 2805137849, 3350977461, 3773950048, 4088478011],
  );
});
