// Taking marks out of a stream, wherever its chunks are cut.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { endMark } from "./descriptors.ts";
import { RawOutput } from "./raw-output.ts";

/** What is told of the bytes when they come in pieces of these sizes. */
function told(bytes: Buffer, sizes: readonly number[]): string {
  let seen = "";
  const output = new RawOutput("n0nce", { text: (text) => (seen += text), mark: (run) => (seen += `<${run}>`) });
  let start = 0;
  for (const size of sizes) {
    output.push(bytes.subarray(start, start + size));
    start += size;
  }
  output.push(bytes.subarray(start));
  output.end();
  return seen;
}

describe("raw output", () => {
  it("is the same text and marks, however the bytes are cut", () => {
    const text = `one 👩‍🔬\n${endMark("n0nce", 1)}\0two\0\0covalent-end other 5\0${endMark("n0nce", 12)}${endMark("n0nce", 13)}end\0coval`;
    const expected = "one 👩‍🔬\n<1>\0two\0\0covalent-end other 5\0<12><13>end\0coval";

    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 12 })), (sizes) => {
        assert.equal(told(Buffer.from(text), sizes), expected);
      }),
    );
  });
});
