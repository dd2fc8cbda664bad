import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import * as ct from "covalent-ts";
import { dispatching } from "./dispatching.ts";

/** A million is asked for by its name, since it takes minutes. */
const electrons = Number(process.env["COVALENT_PROMISED_ELECTRONS"] ?? 20_000);
/** In the dispatcher, beyond the values themselves. */
const mostBytes = 500;
const submits = 1_500;

const untilThere = ct.electron(async (path: string) => {
  while (!existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 20));
  return 1;
});
const next = ct.electron((x: number) => x + 1);
const total = ct.electron((xs: number[]) => xs.reduce((sum, x) => sum + x, 0));
const wide = ct.lattice((n: number, gate: string) => {
  const open = untilThere(gate);
  return total(Array.from({ length: n }, () => next(open)));
});

it(`memory is bounded: ${electrons.toLocaleString("en")} electrons that wait take at most ${mostBytes} bytes each`, async (test) => {
  const { directory, daemon } = await dispatching(test, { preload: new URL("./heap.ts", import.meta.url).href });
  const gate = join(directory, "gate");
  let asked = 0;
  const held = async (): Promise<number> => {
    const path = join(directory, `held-${++asked}`);
    process.kill(daemon.pid, "SIGUSR2");
    while (!existsSync(path) || !readFileSync(path, "utf8").endsWith("\n")) await delay(10);
    return Number(readFileSync(path, "utf8"));
  };
  // What is made once, and kept, is made.
  writeFileSync(gate, "");
  await ct.getResult(await ct.dispatch(wide)(2_000, gate), { wait: true });
  const before = await held();

  const id = await ct.dispatch(wide)(electrons, join(directory, "later"));
  const waiting = await held();
  writeFileSync(join(directory, "later"), "");
  const { value } = await ct.getResult(id, { wait: true });
  const after = await held();

  test.diagnostic(`${Math.round((waiting - before) / electrons)} bytes an electron while they wait`);
  assert.equal(value, 2 * electrons);
  assert.ok(
    (waiting - before) / electrons <= mostBytes,
    `${(waiting - before) / electrons} bytes each while they wait`,
  );
  assert.ok((after - before) / electrons <= mostBytes, `${(after - before) / electrons} bytes each are left`);
});

it(`a flood of ${submits.toLocaleString("en")} submits is slowed, not dropped: each is one dispatch, and each ends`, async (test) => {
  const { client } = await dispatching(test);
  const one = ct.lattice((x: number) => next(x));

  const ids = await Promise.all(Array.from({ length: submits }, (_, x) => ct.dispatch(one)(x)));
  const values = await Promise.all(ids.map(async (id) => (await ct.getResult(id, { wait: true })).value));

  assert.equal(new Set(ids).size, submits);
  assert.deepEqual(
    values,
    Array.from({ length: submits }, (_, x) => x + 1),
  );
  assert.equal((await client.ask("status", {})).dispatches.total, submits);
});
