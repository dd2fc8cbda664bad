// Ours, as a contestant: a script that dispatches, to a dispatcher that it finds or starts as any script does.

import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";
import * as ct from "covalent-ts";
import { metgOf } from "../metg.ts";
import * as lattices from "./lattices.ts";
import { coldStart, goodput, idle, memory, resume } from "./lives.ts";
import { ownDispatcher } from "./own-dispatcher.ts";

type Values = Record<string, number>;

/** Milliseconds from the call of `dispatch` to the value in hand. */
async function timed<A extends unknown[], R>(lattice: ct.Lattice<A, R>, ...args: A) {
  const start = performance.now();
  const { value } = await ct.getResult(await ct.dispatch(lattice)(...args), { wait: true });
  return { ms: performance.now() - start, value: await value };
}

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

const warm: Record<string, (size: number) => Promise<Values>> = {
  async "round-trip"(size) {
    const times: number[] = [];
    for (let i = 0; i < size; i++) {
      const { ms, value } = await timed(lattices.single, i);
      assert.equal(value, i + 1);
      times.push(ms);
    }
    times.sort((a, b) => a - b);
    return { p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
  },
  async "fan-out"(size) {
    const { ms, value } = await timed(lattices.fanOut, size);
    assert.equal(value?.length, size);
    assert.equal(value?.at(-1), size);
    return { perSecond: (size / ms) * 1_000 };
  },
  async chain(size) {
    const { ms, value } = await timed(lattices.chain, size);
    assert.equal(value, size);
    return { perHop: ms / size };
  },
  async tree(size) {
    const { ms, value } = await timed(lattices.tree, size);
    assert.equal(value, (size * (size + 1)) / 2);
    return { perSecond: ((2 * size - 1) / ms) * 1_000 };
  },
  async "map-reduce"(size) {
    const { ms, value } = await timed(lattices.mapReduce, size);
    assert.equal(value?.[2], size * (size - 1));
    return { perSecond: ((size + lattices.reduces) / ms) * 1_000 };
  },
  async grid(size) {
    const { ms, value } = await timed(lattices.grid, size);
    assert.equal(value?.length, size);
    return { perSecond: ((size * size) / ms) * 1_000 };
  },
  async payload(size) {
    const { ms, value } = await timed(lattices.payload, size);
    assert.equal(value, size);
    return { perEdge: ms / 4 };
  },
  async granularity(size) {
    const workers = availableParallelism();
    return { metg: await metgOf(workers, async (ms, n) => (await timed(lattices.spinning, n, ms)).ms, size) };
  },
};

/** These need a dispatcher of their own: they start it, kill it, or look at it alone. */
const alone: Record<string, (size: number) => Promise<Values>> = { cold: coldStart, memory, goodput, resume, idle };

await using shared = await ownDispatcher();
for await (const line of createInterface({ input: process.stdin })) {
  const { shape, size } = JSON.parse(line) as { shape: string; size: number };
  console.log(JSON.stringify(await answer(shape, size)));
}

async function answer(shape: string, size: number) {
  try {
    const own = alone[shape];
    if (own !== undefined) return { values: await own(size) };
    shared.use();
    const measure = warm[shape];
    if (measure === undefined) return { cannot: "no such shape" };
    // The dispatcher is there, its workers have started, and the functions of this shape were sent once.
    await timed(lattices.single, 0);
    return { values: await measure(size) };
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}
