// Handing on values, with a clock that is turned by hand.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Clock, Pace } from "./pace.ts";

/** Each send takes as long as `takes` says. */
function paced(takes = 0) {
  let now = 0;
  const alarms: { at: number; run: () => void }[] = [];
  const clock: Clock = { now: () => now, after: (wait, run) => void alarms.push({ at: now + wait, run }) };
  const sent: [at: number, value: string][] = [];
  const waiting: string[] = [];
  const send = async (value: string) => {
    sent.push([now, value]);
    now += takes;
  };
  const pace = new Pace<string>(() => waiting.shift(), send, clock);
  return {
    sent,
    offer(value: string) {
      waiting.push(value);
      pace.nudge();
    },
    async until(time: number) {
      await new Promise(setImmediate);
      while (alarms[0] !== undefined && alarms[0].at <= time) {
        now = Math.max(now, alarms[0].at);
        alarms.shift()?.run();
        await new Promise(setImmediate);
      }
      now = time;
    },
  };
}

describe("a pace", () => {
  it("sends the first value at once, and each next one when it is time", async () => {
    const { offer, sent, until } = paced();

    for (const value of ["a", "b", "c"]) offer(value);
    await until(1_000);
    offer("d");
    await until(2_000);

    assert.deepEqual(sent, [
      [0, "a"],
      [100, "b"],
      [200, "c"],
      [1_000, "d"],
    ]);
  });

  it("takes no more than a tenth of the time where sending is slow", async () => {
    const { offer, sent, until } = paced(50);

    for (const value of ["a", "b", "c"]) offer(value);
    await until(5_000);

    assert.deepEqual(sent, [
      [0, "a"],
      [500, "b"],
      [1_000, "c"],
    ]);
  });
});
