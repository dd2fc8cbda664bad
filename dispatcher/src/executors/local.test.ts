// The executor of this machine, with real processes.

import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
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

  it("says so of one that hangs before it is ready", async (t) => {
    const bench = await openBench(t, (directory) =>
      open({ program: join(directory, "worker.mjs"), startWithin: 50 })(directory),
    );
    await writeFile(join(bench.directory, "worker.mjs"), "setInterval(() => {}, 1_000);");

    const refused = await bench.end(bench.start(() => 1));

    assert.equal(refused.type, "threw");
    assert.equal(refused.error.code, "WORKER_CANNOT_START");
    assert.match(refused.error.message, /not ready after 0\.05 s/);
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

describe("the local executor, when an electron needs more memory than there is", () => {
  it("loses its worker, and says what it ran out of", async (t) => {
    const before = process.env["NODE_OPTIONS"];
    process.env["NODE_OPTIONS"] = `${before ?? ""} --max-old-space-size=32`;
    t.after(() => {
      process.env["NODE_OPTIONS"] = before;
    });
    const { start, end } = await openBench(t, open());

    const lost = await end(
      start(() => {
        const hoard: number[][] = [];
        for (;;) hoard.push(new Array(10_000).fill(1.5));
      }),
    );

    assert.equal(lost.type, "lost");
    assert.equal(lost.how, "SIGABRT");
    assert.match(lost.stderr, /heap/);
  });
});

describe("the local executor, when its dispatcher is killed", () => {
  /** A dispatcher's process whose electron has connected to us, and then waits or spins. */
  async function killedWhile(t: TestContext, then: "waits" | "spins") {
    const directory = await realpath(await mkdtemp(join(tmpdir(), "executor-")));
    const connected = Promise.withResolvers<Socket>();
    const server = createServer(connected.resolve).listen(join(directory, "electron"));
    const dispatcher = fork(new URL("./doomed-dispatcher.fixture.ts", import.meta.url), [directory, then]);
    t.after(async () => {
      server.close();
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    });
    const electron = await connected.promise;
    dispatcher.kill("SIGKILL");
    await once(dispatcher, "exit");
    return { directory, electronEnded: once(electron.resume(), "close") };
  }

  it("ends its workers at once", async (t) => {
    const { electronEnded } = await killedWhile(t, "waits");

    await electronEnded;
  });

  it("ends those that did not notice when it is opened again", async (t) => {
    const { directory, electronEnded } = await killedWhile(t, "spins");

    await using _next = await open()(directory)(() => {});

    await electronEnded;
  });
});
