import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openRate } from "./rate.ts";

describe("a rate", () => {
  it("is of the last ten seconds, and of what there is of them", () => {
    let now = 1_000_000;
    const rate = openRate(() => now);
    rate.count(50);
    assert.equal(rate.perSecond(), 50);

    now += 5_000;
    rate.count(50);
    assert.equal(rate.perSecond(), 20);

    now += 5_000;
    assert.equal(Math.round(rate.perSecond()), 6);

    now += 10_000;
    assert.equal(rate.perSecond(), 0);
  });

  it("forgets nothing, and makes nothing up, when the clock is set", () => {
    let now = 1_000_000;
    const rate = openRate(() => now);
    now -= 500_000;
    rate.count(10);
    assert.equal(rate.perSecond(), 10);

    now += 900_000;
    assert.equal(rate.perSecond(), 0);
  });
});
