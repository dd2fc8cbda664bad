import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { electronStates, isSettled } from "../protocol/states.ts";
import { hasSettled, statesInOrder } from "./states.ts";

describe("the states that are drawn", () => {
  it("are those of the wire", () => assert.deepEqual([...statesInOrder].sort(), [...electronStates].sort()));

  it("are settled where the wire says so", () => {
    assert.deepEqual(electronStates.filter(hasSettled), electronStates.filter(isSettled));
  });
});
