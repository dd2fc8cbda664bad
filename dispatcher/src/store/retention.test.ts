import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseRetention } from "./retention.ts";

describe("how much is kept", () => {
  for (const [text, retention] of [
    ["30d", { age: 30 * 86_400_000 }],
    ["12h", { age: 12 * 3_600_000 }],
    ["20GB", { bytes: 20e9 }],
    ["500mb", { bytes: 500e6 }],
    ["1000", { dispatches: 1_000 }],
    ["2w, 1.5 GB, 50", { age: 14 * 86_400_000, bytes: 1.5e9, dispatches: 50 }],
  ] as const) {
    it(`is read from '${text}'`, () => assert.deepEqual(parseRetention(text), retention));
  }

  for (const text of ["", "forever", "30 years", "-1d", "30d,", "GB"]) {
    it(`is not read from '${text}'`, () => assert.equal(parseRetention(text), undefined));
  }
});
