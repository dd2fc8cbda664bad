import assert from "node:assert/strict";
import { appendFileSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import * as ct from "covalent-ts";
import { dispatching, statesOf } from "./dispatching.ts";
import { mark, marksIn, runsIn } from "./marks.ts";

const forEver = (file: string): void => {
  appendFileSync(file, "began\n");
  for (;;);
};
const untilThere = async (file: string, path: string): Promise<string> => {
  appendFileSync(file, "waits\n");
  while (!existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 10));
  return path;
};

it("timeouts of `run` end each try, by SIGKILL if need be: the electron is TIMED_OUT", async (test) => {
  const { directory } = await dispatching(test);
  const file = marksIn(directory);
  const endless = ct.electron(forEver, { timeout: { run: 300 }, retries: { max: 1, delay: 1 } });
  const lattice = ct.lattice(() => [mark(file, "after", "x"), endless(file)]);

  const result = await ct.getResult(await ct.dispatch(lattice)(), { wait: true });

  assert.equal(result.status, "FAILED");
  assert.deepEqual(statesOf(await result.document()), ["COMPLETED", "TIMED_OUT"]);
  assert.deepEqual(Object.fromEntries(runsIn(file)), { after: 1, began: 2 });
});

it("timeouts of `queue` end what could run and has no place to: it never runs", async (test) => {
  const { directory, seen } = await dispatching(test, { workers: 1 });
  const file = marksIn(directory);
  const gate = join(directory, "gate");
  const holds = ct.electron(untilThere);
  const first = await ct.dispatch(ct.lattice(() => holds(file, gate)))();
  await seen(first, (document) => statesOf(document)[0] === "RUNNING");
  const waits = ct.electron((to: string) => appendFileSync(to, "never\n"), { timeout: { queue: 200 } });

  const result = await ct.getResult(await ct.dispatch(ct.lattice(() => waits(file)))(), { wait: true });
  writeFileSync(gate, "");

  assert.deepEqual(statesOf(await result.document()), ["TIMED_OUT"]);
  assert.equal((await ct.getResult(first, { wait: true })).status, "COMPLETED");
  assert.deepEqual(Object.fromEntries(runsIn(file)), { waits: 1 });
});

it("timeouts in `total` end an electron over all its tries and waits", async (test) => {
  const { directory } = await dispatching(test);
  const file = marksIn(directory);
  const stuck = ct.electron(forEver, {
    timeout: { run: 300, total: 500 },
    retries: { max: 1_000, delay: 1, factor: 1 },
  });

  const result = await ct.getResult(await ct.dispatch(ct.lattice(() => stuck(file)))(), { wait: true });

  assert.deepEqual(statesOf(await result.document()), ["TIMED_OUT"]);
  assert.ok((runsIn(file).get("began") ?? 0) <= 2, `began ${runsIn(file).get("began")} times`);
});

it("timeouts in `total` leave no try that would come after them: what was thrown last stands", async (test) => {
  const { directory } = await dispatching(test);
  const file = marksIn(directory);
  const hopeless = ct.electron(
    (to: string) => {
      appendFileSync(to, "tried\n");
      throw new Error("again");
    },
    { timeout: { total: 1_000 }, retries: { max: 1_000, delay: 200, factor: 1 } },
  );

  const result = await ct.getResult(await ct.dispatch(ct.lattice(() => hopeless(file)))(), { wait: true });

  assert.deepEqual(statesOf(await result.document()), ["FAILED"]);
  assert.match(String(await (await result.electrons())[0]?.error()), /again/);
  // Four waits of 200 ms are over before a second is; a fifth is not.
  assert.ok((runsIn(file).get("tried") ?? 0) <= 5, `tried ${runsIn(file).get("tried")} times`);
});
