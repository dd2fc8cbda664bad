import assert from "node:assert/strict";
import { it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import * as ct from "covalent-ts";
import { openClient, sightDispatcher } from "covalent-ts/client";
import { pino } from "pino";
import type { OpenExecutor, Outcome } from "../../src/executors/executor.ts";
import { openLocalExecutor } from "../../src/executors/local.ts";
import { runDispatcher } from "../../src/main.ts";
import { openFolder } from "../daemon.ts";
import { mark, marksIn, runsIn } from "./marks.ts";

/** How it ended, without the news: of a worker that was believed to be dead, and is not. */
const lostTo = ({ attempt, at }: Outcome): Outcome => ({
  type: "lost",
  attempt,
  worker: "w0",
  how: "SIGKILL",
  stderr: "",
  at,
});

const runAt = ct.lattice((file: string) => mark(file, "after", mark(file, "twice")));

it("late results of a fenced attempt are ignored", async (test) => {
  await using folder = await openFolder("fenced");
  const directory = folder.path;
  const log = pino({ level: "silent" });
  const held: Outcome[] = [];
  // Real workers, whose first result comes too late: their electron was given to another meanwhile.
  const open: OpenExecutor = (report, leftRunning) =>
    openLocalExecutor({ workers: 1, directory, log })(
      {
        ...report,
        outcome(outcome) {
          if (outcome.type === "returned" && held.length === 0) {
            held.push(outcome);
            report.outcome(lostTo(outcome));
            return;
          }
          // Before the second attempt's own end, and after it.
          const [late] = held;
          if (late !== undefined && outcome.type === "returned") report.outcome(late);
          report.outcome(outcome);
          if (late !== undefined && outcome.type === "returned") report.outcome(late);
        },
      },
      leftRunning,
    );
  const ending = new AbortController();
  const ended = runDispatcher({ dataDirectory: directory, executors: [open], signal: ending.signal }, log);
  test.after(async () => {
    ending.abort();
    await ended;
  });
  while ((await sightDispatcher(directory)).phase !== "running") await delay(5);
  process.env["COVALENT_DATA_DIR"] = directory;
  await using client = await openClient({ directory, start: false });

  const id = await ct.dispatch(runAt)(marksIn(directory));
  const result = await ct.getResult(id, { wait: true });

  assert.equal(result.unwrap(), "after(twice)");
  assert.equal(held.length, 1);
  assert.deepEqual(Object.fromEntries(runsIn(marksIn(directory))), { twice: 2, after: 1 });
  const { electrons } = await result.document();
  assert.deepEqual(
    electrons.map(({ attempt, state }) => [attempt, state]),
    [
      [2, "COMPLETED"],
      [1, "COMPLETED"],
    ],
  );
  assert.equal((await client.ask("status", {})).electrons.running, 0);
});
