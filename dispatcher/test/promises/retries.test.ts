import assert from "node:assert/strict";
import { appendFileSync, readFileSync } from "node:fs";
import { it } from "node:test";
import * as ct from "covalent-ts";
import { startDaemon } from "../daemon.ts";
import { dispatching } from "./dispatching.ts";
import { marksIn } from "./marks.ts";

class Passing extends Error {
  override name = "Passing";
}

/** Fails as often as is asked, and leaves the moment of each run behind. */
function fails(file: string, times: number, kind: string): number {
  appendFileSync(file, `${Date.now()}\n`);
  const run = readFileSync(file, "utf8").split("\n").length - 1;
  if (run <= times) throw kind === "Passing" ? new Passing(`run ${run}`) : new TypeError(`run ${run}`);
  return run;
}

const runs = (file: string): number[] => readFileSync(file, "utf8").split("\n").slice(0, -1).map(Number);
/** Between one run and the next, in milliseconds. */
const waits = (moments: number[]): number[] => moments.slice(1).map((moment, at) => moment - (moments[at] ?? 0));

it("retries are made `max` times, each after `delay` times `factor` more than the one before, but for `cap`", async (test) => {
  const { directory } = await dispatching(test);
  const file = marksIn(directory);
  const patient = ct.electron(fails, { retries: { max: 4, delay: 100, factor: 2, cap: 250 } });

  const result = await ct.getResult(await ct.dispatch(ct.lattice(() => patient(file, 4, "Passing")))(), { wait: true });

  assert.equal(result.unwrap(), 5);
  const least = [100, 200, 250, 250];
  const found = waits(runs(file));
  // The two clocks tick in milliseconds.
  assert.ok(
    found.length === 4 && found.every((wait, at) => wait >= (least[at] ?? 0) - 2),
    `waited ${found}, at least ${least}`,
  );
});

it("retries end with `max`: the electron has FAILED with what its last run threw", async (test) => {
  const { directory } = await dispatching(test);
  const file = marksIn(directory);
  const patient = ct.electron(fails, { retries: { max: 2, delay: 1 } });

  const result = await ct.getResult(await ct.dispatch(ct.lattice(() => patient(file, 99, "Passing")))(), {
    wait: true,
  });

  assert.equal(result.status, "FAILED");
  assert.match(String(await (await result.electrons())[0]?.error()), /run 3/);
  assert.equal(runs(file).length, 3);
});

for (const [on, kind, expected] of [
  ["Passing", "Passing", 2],
  ["Passing", "TypeError", 1],
  ["Error", "Passing", 2],
] as const)
  it(`retries \`on\` ${on} are ${expected > 1 ? "" : "not "}made after a ${kind}`, async (test) => {
    const { directory } = await dispatching(test);
    const file = marksIn(directory);
    const choosy = ct.electron(fails, { retries: { max: 1, delay: 1, on: [on] } });

    await ct.getResult(await ct.dispatch(ct.lattice(() => choosy(file, 99, kind)))(), { wait: true });

    assert.equal(runs(file).length, expected);
  });

it("retries wait no longer than `jitter` leaves, and what failed together does not come back together", async (test) => {
  const { directory } = await dispatching(test);
  const jittery = ct.electron(fails, { retries: { max: 1, delay: 400, jitter: 1 } });
  const files = Array.from({ length: 8 }, (_, at) => `${marksIn(directory)}-${at}`);
  const together = ct.lattice(() => files.map((file) => jittery(file, 1, "Passing")));

  const result = await ct.getResult(await ct.dispatch(together)(), { wait: true });

  assert.deepEqual(result.unwrap(), Array(8).fill(2));
  // Eight waits from 0 to 400 ms; what stands for chance is drawn from an electron's number, the same in every run.
  assert.ok(Math.min(...files.flatMap((file) => waits(runs(file)))) < 300, "none came back before the others");
});

it("retries that were waited for when the dispatcher was killed are made by the next", async (test) => {
  const { directory, daemon, seen } = await dispatching(test);
  const file = marksIn(directory);
  const patient = ct.electron(fails, { retries: { max: 1, delay: 1_500 } });
  const id = await ct.dispatch(ct.lattice(() => patient(file, 1, "Passing")))();
  await seen(id, ({ electrons }) => electrons[0]?.attempt === 2 || runsSoFar(file) === 1);

  await daemon.kill("SIGKILL");
  await using _next = await startDaemon(directory);

  assert.equal((await ct.getResult(id, { wait: true })).unwrap(), 2);
});

function runsSoFar(file: string): number {
  try {
    return runs(file).length;
  } catch {
    return 0;
  }
}
