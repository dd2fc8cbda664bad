import assert from "node:assert/strict";
import { it } from "node:test";
import { survivesAll } from "./crash.ts";

for (const side of ["before", "after"] as const)
  it(`kill -9 of the dispatcher right ${side} any commit resumes every dispatch, and repeats no completed electron`, async (test) => {
    const points = await survivesAll("commit", side);

    test.diagnostic(`killed at ${points} points`);
    assert.ok(points >= 5, `only ${points} points were reached`);
  });
