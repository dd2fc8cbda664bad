// Times, counts and states read as the rest of the product says them.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { clock, counted, dispatchWord, elapsed, ranFor } from "./words.ts";

describe("a stretch of time", () => {
  for (const [millis, said] of [
    [0, "<0.1s"],
    [3_240, "3.2s"],
    [9_960, "10s"],
    [42_000, "42s"],
    [59_600, "1m 00s"],
    [161_000, "2m 41s"],
    [3_900_000, "1h 05m"],
    [90_000_000, "25h 00m"],
  ] as const) {
    it(`of ${millis} ms is ${said}`, () => assert.equal(elapsed(millis), said));
  }

  it("goes on until now for what has not ended, and is nothing for what has not started", () => {
    assert.equal(ranFor({ startedAt: 1_000, endedAt: null }, 3_000), "2.0s");
    assert.equal(ranFor({ startedAt: null, endedAt: null }, 3_000), "");
  });
});

describe("a moment", () => {
  const now = new Date(2026, 10, 22, 15, 0).getTime();

  it("of today is a time with seconds", () => {
    assert.equal(clock(new Date(2026, 10, 22, 14, 2, 10).getTime(), now), "14:02:10");
  });

  it("of another day has its date", () => {
    assert.equal(clock(new Date(2026, 10, 9, 14, 2, 10).getTime(), now), "9 Nov 14:02");
  });
});

describe("a count", () => {
  it("has its thousands apart, and its noun in the right number", () => {
    assert.equal(counted(1, "electron"), "1 electron");
    assert.equal(counted(10_000, "electron"), "10,000 electrons");
  });
});

describe("a dispatch's state", () => {
  it("says that it is paused, until it has ended", () => {
    assert.equal(dispatchWord({ state: "RUNNING", paused: true }), "Running, paused");
    assert.equal(dispatchWord({ state: "RUNNING" }), "Running");
    assert.equal(dispatchWord({ state: "CANCELLED", paused: true }), "Cancelled");
  });
});
