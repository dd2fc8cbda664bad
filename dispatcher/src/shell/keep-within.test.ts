import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { aDispatcher, silent, type TestDispatcher } from "../dispatcher.fixture.ts";
import type { Retention } from "../store/retention.ts";
import { testExecutor } from "./executor.fixture.ts";
import { keepWithin } from "./keep-within.ts";
import { aLattice } from "./lattice.fixture.ts";

/** Five dispatches that have ended, of 500 kB each. */
async function five(test: TestContext): Promise<TestDispatcher> {
  const executor = testExecutor(() => ({ returns: new Uint8Array(60_000) }));
  const it = await aDispatcher(test, { executor });
  for (let n = 0; n < 5; n += 1) {
    await it.ended(await it.submit(aLattice(Array.from({ length: 8 }, (_, n) => `e${n}`))));
  }
  return it;
}

const left = ({ store }: TestDispatcher): string[] =>
  store.list({ limit: 10 }).dispatches.map(({ dispatch }) => dispatch);

function keep({ store }: TestDispatcher, retention: Retention, isBusy = () => false): Disposable {
  const size = async () => store.size().bytes;
  return keepWithin({ store, retention, isBusy, size, clock: () => 10_000_000, log: silent, every: 10 });
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await delay(10);
}

describe("what is kept", () => {
  it("is of a number", async (test) => {
    const it = await five(test);
    using _kept = keep(it, { dispatches: 2 });

    await until(() => left(it).length < 5);

    assert.deepEqual(left(it), ["dispatch-5", "dispatch-4"]);
  });

  it("is of an age", async (test) => {
    const it = await five(test);
    const third = it.store.chooseEnded({})[2]?.endedAt ?? 0;
    using _kept = keep(it, { age: 10_000_000 - third });

    await until(() => left(it).length < 5);

    assert.deepEqual(left(it), ["dispatch-5", "dispatch-4", "dispatch-3"]);
  });

  it("is of a size: the oldest go until it fits", async (test) => {
    const it = await five(test);
    using _kept = keep(it, { bytes: 1_300_000 });

    await until(() => it.store.size().bytes <= 1_300_000);

    assert.deepEqual(left(it), ["dispatch-5", "dispatch-4"]);
  });

  it("is all, as long as nobody says otherwise, and while electrons run", async (test) => {
    const it = await five(test);
    let looks = 0;
    using _all = keep(it, {});
    using _kept = keep(it, { dispatches: 2 }, () => {
      looks += 1;
      return looks < 10;
    });

    await until(() => looks >= 9);
    assert.equal(left(it).length, 5);

    await until(() => left(it).length === 2);
  });
});
