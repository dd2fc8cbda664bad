import assert from "node:assert/strict";
import { appendFileSync, readFileSync } from "node:fs";
import { it } from "node:test";
import * as ct from "covalent-ts";
import { dispatching } from "./dispatching.ts";
import { marksIn, runsIn } from "./marks.ts";

const endWorker = ct.electron((file: string, name: string, runs: number) => {
  appendFileSync(file, `${name}\n`);
  const run = readFileSync(file, "utf8").split(`${name}\n`).length - 1;
  if (run <= runs) {
    console.error(`last words of run ${run}`);
    process.kill(process.pid, "SIGKILL");
  }
  return run;
});
const killers = ct.lattice((file: string, runs: number) => [
  endWorker(file, "a", runs),
  endWorker(file, "b", 0),
  endWorker(file, "c", runs),
]);

it("a killed worker's electrons are retried, and those beside them run once", async (test) => {
  const { directory } = await dispatching(test);

  const result = await ct.getResult(await ct.dispatch(killers)(marksIn(directory), 2), { wait: true });

  assert.deepEqual(result.unwrap(), [3, 1, 3]);
  assert.deepEqual(Object.fromEntries(runsIn(marksIn(directory))), { a: 3, b: 1, c: 3 });
});

it("after three worker deaths the electron is POISONED, with the signal and the last of stderr", async (test) => {
  const { directory } = await dispatching(test);

  const result = await ct.getResult(await ct.dispatch(killers)(marksIn(directory), 99), { wait: true });
  const [a, b, c] = await result.electrons();

  assert.deepEqual([a?.state, b?.state, c?.state], ["POISONED", "COMPLETED", "POISONED"]);
  assert.equal(result.status, "FAILED");
  assert.match(String(await a?.error()), /SIGKILL/);
  assert.match((await a?.stderr()) ?? "", /last words of run 3/);
  assert.deepEqual(Object.fromEntries(runsIn(marksIn(directory))), { a: 3, b: 1, c: 3 });
});
