import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { sayCount, sayDuration, sayLattice, saySize, sayState, sayWhy } from "./say.ts";

describe("a duration", () => {
  for (const [millis, said] of [
    [0, "0ms"],
    [45, "45ms"],
    [99.6, "0.1s"],
    [3_240, "3.2s"],
    [9_960, "10s"],
    [59_800, "1m 00s"],
    [161_000, "2m 41s"],
    [3_599_600, "1h 00m"],
    [3_900_000, "1h 05m"],
    [97_200_000, "1d 03h"],
    [-5, "0ms"],
  ] as const) {
    it(`of ${millis} ms is ${said}`, () => assert.equal(sayDuration(millis), said));
  }
});

describe("a count", () => {
  it("has its thousands apart", () =>
    assert.deepEqual([999, 10_000, 1_234_567].map(sayCount), ["999", "10,000", "1,234,567"]));
});

describe("a size", () => {
  it("has at most two figures after which it needs no more", () =>
    assert.deepEqual([812, 1_400, 14_000, 3_210_000].map(saySize), ["812 B", "1.4 KB", "14 KB", "3.2 MB"]));
});

describe("a card's state", () => {
  it("is the attempts of a failure, and nothing once completed", () => {
    assert.deepEqual(
      [
        sayState({ state: "COMPLETED", attempt: 1 }),
        sayState({ state: "FAILED", attempt: 3 }),
        sayState({ state: "FAILED", attempt: 1 }),
        sayState({ state: "RUNNING", attempt: 2 }),
      ],
      ["", "3 attempts", "Failed", "Attempt 2"],
    );
  });

  it("is the time of the next try, of one that waits for that", () => {
    const retryAt = new Date(2026, 10, 22, 14, 3, 10).getTime();

    assert.equal(sayState({ state: "QUEUED", attempt: 2, retryAt }), "Retry at 14:03:10");
    assert.equal(sayState({ state: "QUEUED", attempt: 2, retryAt: null }), "Queued");
    assert.equal(sayState({ state: "RUNNING", attempt: 2, retryAt }), "Attempt 2");
  });
});

describe("a dispatch's state", () => {
  it("says that it is paused, until it has ended", () => {
    assert.deepEqual(
      [
        sayLattice({ state: "RUNNING" }),
        sayLattice({ state: "RUNNING", paused: true }),
        sayLattice({ state: "FAILED", paused: true }),
      ],
      ["Running", "Paused", "Failed"],
    );
  });
});

describe("why an electron failed", () => {
  it("is the first line of its message, without a full stop", () => {
    const error = { name: "Error", message: "No such file.\nAsk ada." };

    assert.equal(sayWhy({ state: "FAILED", attempt: 1, error }), "No such file");
  });

  it("is the workers it ended, if it is poisoned", () => {
    const error = { name: "Error", message: "lost" };

    assert.equal(sayWhy({ state: "POISONED", attempt: 3, error }), "Ended 3 workers, not tried again");
  });
});
