import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as ct from "../index.ts";
import { callElsewhere } from "./fixtures/elsewhere.ts";

const add = ct.electron((a: number, b: number) => a + b);
const countdown: ct.Electron<[number], number> = ct.electron(
  function countdown(n: number): number {
    return n === 0 ? 0 : 1 + countdown(n - 1);
  },
  { executor: "local" },
);
const isEven = ct.electron((n: number): boolean => n === 0 || isOdd(n - 1));
const isOdd: ct.Electron<[number], boolean> = ct.electron((n: number): boolean => n !== 0 && isEven(n - 1));
const workflow = ct.lattice((x: number) => add(x, countdown(2)));

describe("electrons and lattices that a function closes over", () => {
  it("are made again where it runs, however they call each other", async () => {
    const outcomes = await callElsewhere({
      electron: () => add(1, 2),
      itself: () => countdown(5),
      mutual: () => isEven(8),
      lattice: () => workflow(1),
      namespace: () => typeof ct.electron,
    });

    assert.deepEqual(
      [...outcomes].map(([title, { value, error }]) => [title, error?.stack ?? value]),
      [
        ["electron", 3],
        ["itself", 5],
        ["mutual", true],
        ["lattice", 3],
        ["namespace", "function"],
      ],
    );
  });
});
