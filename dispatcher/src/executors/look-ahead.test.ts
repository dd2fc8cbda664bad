import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { lookAhead } from "./look-ahead.ts";

const after = (...tooks: number[]) => {
  const ahead = lookAhead();
  for (const took of tooks) ahead.ended(took);
  return ahead;
};
const times = (count: number, took: number): number[] => new Array<number>(count).fill(took);

describe("how many electrons a worker is given at a time", () => {
  it("is one to begin with, and while they are long", () => {
    assert.equal(lookAhead().each, 1);
    assert.equal(after(...times(1_000, 50)).each, 1);
  });

  it("grows while they are short, to a bound", () => {
    const few = after(...times(20, 0.01)).each;
    const many = after(...times(10_000, 0.01)).each;

    assert.ok(few > 1 && few < many, `${few} and then ${many}`);
    assert.equal(many, 512);
  });

  it("is as much work as fills a few milliseconds", () => {
    assert.equal(after(...times(10_000, 0.45)).each, 26);
  });

  it("shrinks at once when one is long, and when a worker is held up", () => {
    assert.equal(after(...times(10_000, 0.01), 100).each, 1);
    const ahead = after(...times(10_000, 0.01));
    ahead.stalled();
    assert.equal(ahead.each, 1);
  });
});
