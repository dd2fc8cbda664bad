import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { classClosures } from "./fixtures/class-closures.ts";
import { closures } from "./fixtures/closures.ts";
import { callElsewhere, type Outcome } from "./fixtures/elsewhere.ts";

const cases = { ...closures, ...classClosures };

describe("in a process that has never seen it, a function still has", () => {
  let outcomes: Map<string, Outcome>;
  before(async () => {
    outcomes = await callElsewhere(Object.fromEntries(Object.entries(cases).map(([title, { fn }]) => [title, fn])));
  });

  for (const [title, { expected }] of Object.entries(cases)) {
    it(title, () => {
      const outcome = outcomes.get(title);

      assert.equal(outcome?.error?.stack, undefined);
      assert.deepEqual(outcome?.value, expected);
    });
  }
});
