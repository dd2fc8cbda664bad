// The executor of this machine, with real processes.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { pino } from "pino";
import { openBench } from "./conformance/bench.ts";
import { anExecutor } from "./executor.conformance.ts";
import { type LocalExecutorOptions, openLocalExecutor } from "./local.ts";

const log = pino({ level: "silent" });
const open =
  (options: Partial<LocalExecutorOptions> = {}) =>
  (directory: string) =>
    openLocalExecutor({ workers: 2, directory, log, grace: { abort: 200, terminate: 200 }, ...options });

anExecutor("the local executor", open());

describe("the local executor, when no worker can start", () => {
  it("says why instead of letting electrons wait", async (t) => {
    const program = "/nowhere/worker.mjs";
    const { start, end } = await openBench(t, open({ program }));

    const refused = await end(start(() => 1));

    assert.equal(refused.type, "threw");
    assert.equal(refused.error.code, "WORKER_CANNOT_START");
    assert.match(refused.error.message, /exit code 1.*worker\.mjs/s);
  });

  it("runs them once it can", async (t) => {
    const bench = await openBench(t, (directory) => open({ program: join(directory, "worker.mjs") })(directory));
    const program = new URL("../workers/worker.ts", import.meta.url).href;
    const refused = await bench.end(bench.start(() => 1));
    await writeFile(join(bench.directory, "worker.mjs"), `await import(${JSON.stringify(program)});`);

    let end = refused;
    while (end.type === "threw") end = await bench.end(bench.start(() => "at last"));

    assert.equal(await bench.outputOf(end), "at last");
  });
});
