// A mistyped command is understood, a foreign one is not.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { nearest } from "./nearest.ts";

const commands = ["start", "stop", "restart", "status", "ls", "show", "cancel", "logs"];

describe("the nearest command", () => {
  for (const [typed, meant] of [
    ["stauts", "status"],
    ["statr", "start"],
    ["log", "logs"],
    ["shwo", "show"],
    ["l", "ls"],
    ["cancle", "cancel"],
  ] as const) {
    it(`to ${typed} is ${meant}`, () => assert.equal(nearest(typed, commands), meant));
  }

  it("to a word that is like none of them is none", () => {
    assert.equal(nearest("frobnicate", commands), undefined);
  });
});
