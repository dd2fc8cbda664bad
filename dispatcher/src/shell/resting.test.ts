import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { releaseMemory } from "./release-memory.ts";
import { openResting } from "./resting.ts";

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await delay(5);
}

describe("a dispatcher that has nothing to do", () => {
  it("rests once, and again only after something has stirred", async () => {
    let rests = 0;
    using resting = openResting(() => void rests++, 10);
    await until(() => rests === 1);
    await delay(50);
    assert.equal(rests, 1);

    resting.stir();
    await until(() => rests === 2);
  });

  it("does not rest as long as something stirs, nor once it is closed", async () => {
    let rests = 0;
    const resting = openResting(() => void rests++, 20);
    for (let time = 0; time < 50; time += 1) {
      resting.stir();
      await new Promise(setImmediate);
    }
    assert.equal(rests, 0);

    resting[Symbol.dispose]();
    resting.stir();
    await delay(60);
    assert.equal(rests, 0);
  });

  it("gives memory back that it does not use", () => {
    let garbage: object[] | undefined = Array.from({ length: 1_000_000 }, (_, n) => ({ n }));
    assert.equal(garbage.length, 1_000_000);
    garbage = undefined;
    const before = process.memoryUsage().heapTotal;

    releaseMemory();

    assert.ok(process.memoryUsage().heapTotal < before / 2, `${before} → ${process.memoryUsage().heapTotal}`);
    assert.equal(globalThis.gc, undefined);
  });
});
