import assert from "node:assert/strict";
import { appendFileSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import * as ct from "covalent-ts";
import { startDaemon } from "../daemon.ts";
import { dispatching } from "./dispatching.ts";
import { marksIn, runsIn } from "./marks.ts";

const untilThere = ct.electron(async (file: string, gate: string) => {
  appendFileSync(file, "began\n");
  while (!existsSync(gate)) await new Promise((resolve) => setTimeout(resolve, 10));
  appendFileSync(file, "ended\n");
  return process.pid;
});
const same = ct.electron((pid: number) => pid);
const gated = ct.lattice((file: string, gate: string) => same(untilThere(file, gate)));

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await delay(5);
}

for (const [when, isOver] of [
  ["keeps its result until there is one again", true],
  ["goes on with what it runs", false],
] as const)
  it(`a worker that loses the daemon ${when}, and re-attaches: nothing runs twice`, async (test) => {
    const { directory, daemon } = await dispatching(test);
    const file = marksIn(directory);
    const gate = join(directory, "gate");
    const id = await ct.dispatch(gated)(file, gate);
    await until(() => runsIn(file).has("began"));
    // What the dispatcher does not yet know to run is started again: that is written some milliseconds after it began.
    while ((await (await ct.getResult(id)).document()).electrons[0]?.state !== "RUNNING") await delay(5);

    await daemon.kill("SIGKILL");
    if (isOver) {
      writeFileSync(gate, "");
      await until(() => runsIn(file).has("ended"));
    }
    await using _next = await startDaemon(directory);
    if (!isOver) writeFileSync(gate, "");
    const result = await ct.getResult(id, { wait: true });

    assert.equal(typeof result.unwrap(), "number");
    assert.deepEqual(Object.fromEntries(runsIn(file)), { began: 1, ended: 1 });
    assert.deepEqual(
      (await result.document()).electrons.map(({ attempt, state }) => [attempt, state]),
      [
        [1, "COMPLETED"],
        [1, "COMPLETED"],
      ],
    );
  });
