// What becomes of the workers of a dispatcher that was killed, with real processes.

import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, realpath, rm, writeFile } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { lives } from "covalent-ts/client";
import { socketDirectory } from "covalent-ts/protocol";
import { pino } from "pino";
import { openBench } from "./conformance/bench.ts";
import type { Assignment, WorkerView } from "./executor.ts";
import { openLocalExecutor } from "./local.ts";

interface Left {
  worker: WorkerView;
  assignment: Assignment;
}

const open = (directory: string) =>
  openLocalExecutor({ workers: 2, directory, log: pino({ level: "silent" }), grace: { abort: 200, terminate: 200 } });

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await delay(20);
};

/** A dispatcher that was killed while its electron ran, which has connected to us. */
async function killedWhile(t: TestContext, then: "waits" | "spins" | "prints" | "deaf", outlive = 60_000) {
  const directory = await realpath(await mkdtemp(join(tmpdir(), "executor-")));
  const connected = Promise.withResolvers<Socket>();
  const server = createServer(connected.resolve).listen(join(directory, "electron"));
  const dispatcher = fork(new URL("./doomed-dispatcher.fixture.ts", import.meta.url), [directory, then, `${outlive}`]);
  const told = once(dispatcher, "message");
  t.after(async () => {
    server.close();
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  });
  const [electron, [{ worker, assignment }]] = (await Promise.all([connected.promise, told])) as [Socket, [Left]];
  dispatcher.kill("SIGKILL");
  await once(dispatcher, "exit");
  await writeFile(join(directory, "killed"), "");
  const leftRunning = [{ worker: worker.name, assignment }];
  return { directory, electron, pid: worker.pid, leftRunning, electronEnded: once(electron.resume(), "close") };
}

describe("when a dispatcher was killed, the next one's local executor", () => {
  it("keeps what still runs, and tells how it ends: the same attempt", async (t) => {
    const { directory, electron, pid, leftRunning } = await killedWhile(t, "waits");

    const bench = await openBench(t, open, { directory, leftRunning });
    assert.deepEqual([...bench.executor.kept], ["attempt-1"]);
    assert.deepEqual(
      bench.executor.workers().map((worker) => [worker.pid, worker.running]),
      [[pid, "work"]],
    );
    electron.write("go on");

    assert.equal(await bench.outputOf(await bench.end("attempt-1")), "waits");
    assert.match(bench.printed("attempt-1"), /after\n$/);
    assert.deepEqual([...new Set(bench.outcomes.map(({ type }) => type))], ["output", "returned"]);
    await until(() => !lives(pid));
  });

  it("is told the end of what ended while there was no dispatcher", async (t) => {
    const { directory, electron, leftRunning, electronEnded } = await killedWhile(t, "waits");
    electron.end("go on");
    await electronEnded;

    const bench = await openBench(t, open, { directory, leftRunning });

    assert.equal(await bench.outputOf(await bench.end("attempt-1")), "waits");
  });

  it("keeps what has no time to say that it is there", async (t) => {
    const { directory, leftRunning } = await killedWhile(t, "spins");

    const bench = await openBench(t, open, { directory, leftRunning });
    await writeFile(join(directory, "open"), "");

    assert.equal(await bench.outputOf(await bench.end("attempt-1")), "spins");
  });

  it("reads all that was printed meanwhile", async (t) => {
    const { directory, leftRunning } = await killedWhile(t, "prints");

    const bench = await openBench(t, open, { directory, leftRunning });
    await writeFile(join(directory, "open"), "");
    await bench.end("attempt-1");

    assert.ok(bench.printed("attempt-1").endsWith(`${"x".repeat(1_000_000)}\nafter\n`));
  });

  it("stops what it kept, though it hears nothing", async (t) => {
    const { directory, pid, leftRunning } = await killedWhile(t, "deaf");
    const bench = await openBench(t, open, { directory, leftRunning });

    bench.executor.stop("attempt-1");

    assert.equal((await bench.end("attempt-1")).type, "stopped");
    assert.ok(!lives(pid));
    assert.deepEqual(
      (await readdir(socketDirectory(directory))).filter((name) => name.startsWith("w1")),
      [],
    );
  });

  it("loses what ends under it", async (t) => {
    const { directory, pid, leftRunning } = await killedWhile(t, "waits");
    const bench = await openBench(t, open, { directory, leftRunning });

    process.kill(pid, "SIGKILL");

    const lost = await bench.end("attempt-1");
    assert.equal(lost.type, "lost");
    assert.match(lost.how, /did not see/);
  });

  it("ends what was not written to run, and whatever it does", async (t) => {
    for (const then of ["waits", "spins"] as const) {
      const { directory, electronEnded } = await killedWhile(t, then);

      await openBench(t, open, { directory });

      await electronEnded;
    }
  });

  it("runs others in workers of another name", async (t) => {
    const { directory, leftRunning } = await killedWhile(t, "waits");
    const bench = await openBench(t, open, { directory, leftRunning });

    bench.start(() => "other", [], { attempt: "attempt-2" });

    assert.equal(await bench.outputOf(await bench.end("attempt-2")), "other");
    assert.deepEqual(new Set(bench.executor.workers().map(({ name }) => name)), new Set(["w1", "w2"]));
  });
});

describe("when a dispatcher was killed, and no other comes,", () => {
  it("its workers end when their time is over, whatever they do", async (t) => {
    const { pid } = await killedWhile(t, "deaf", 1_000);

    await until(() => !lives(pid));
  });

  it("its workers end although the dispatcher before it left its connection file", async (t) => {
    const { pid, directory } = await killedWhile(t, "spins", 2_000);

    await writeFile(join(directory, "connection.json"), JSON.stringify({ version: 1, pid: 2 ** 22 + 1, requests: "" }));

    await until(() => !lives(pid));
  });

  it("its workers end with their data directory", async (t) => {
    const { pid, directory } = await killedWhile(t, "spins");

    await rm(directory, { recursive: true });

    await until(() => !lives(pid));
  });
});
