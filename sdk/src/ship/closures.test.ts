import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { classClosures } from "./fixtures/class-closures.ts";
import { closures } from "./fixtures/closures.ts";
import { callElsewhere, type Outcome } from "./fixtures/elsewhere.ts";
import { oddClosures } from "./fixtures/odd-closures.ts";
import { platformClosures } from "./fixtures/platform-closures.ts";
import { receiveFunction, shipFunction } from "./index.ts";

const cases = { ...closures, ...classClosures, ...oddClosures, ...platformClosures };

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

/** What is lost on the second way, and why. */
const lostOnTheWay: Record<string, string> = {
  "counters that are alike and do not share": "generated code does not tell two scopes of one text apart",
  "strict mode, as in any module": "generated code is a script, and an arrow does not show that it is strict",
};

describe("sent on by whoever received it, a function still has", () => {
  const directory = process.cwd();
  const sent = (fn: CallableFunction): Promise<CallableFunction> =>
    receiveFunction(shipFunction(fn, { electron: "it" }), { directory });

  for (const [title, { fn, expected }] of Object.entries(cases)) {
    it(title, { skip: lostOnTheWay[title] ?? false }, async () => {
      const again = await sent(await sent(fn));

      assert.deepEqual(await again(), expected);
    });
  }
});
