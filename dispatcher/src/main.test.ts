import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import * as ct from "covalent-ts";
import { openClient } from "covalent-ts/client";
import { ConnectionFile, type LatticeDocument } from "covalent-ts/protocol";
import { silent, temporaryDirectory } from "./dispatcher.fixture.ts";
import { runDispatcher } from "./main.ts";
import { testExecutor } from "./shell/executor.fixture.ts";

// A daemon as a process of its own; it prints "ready" once clients may come.
const program = `
  import { pino } from "pino";
  import { runDispatcher } from ${JSON.stringify(import.meta.resolve("./main.ts"))};
  const log = pino({ level: "info", hooks: { logMethod(args, method) {
    method.apply(this, args);
    if (args.at(-1) === "dispatcher started") console.log("ready");
  } } }, pino.destination({ fd: 2, sync: true }));
  await runDispatcher({ dataDirectory: process.env.COVALENT_DATA_DIR, workers: 2 }, log);
  console.log("ended");`;

async function startDaemon(test: TestContext, directory: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["--conditions=source", "--input-type=module", "--eval", program], {
    cwd: import.meta.dirname,
    env: { ...process.env, COVALENT_DATA_DIR: directory },
    stdio: ["ignore", "pipe", "ignore"],
  });
  test.after(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGTERM");
    await once(child, "exit");
  });
  const [said] = await once(child.stdout ?? child, "data");
  assert.equal(String(said).trim(), "ready");
  return child;
}

/** Follows a dispatch until its document is as wanted. */
async function seen(directory: string, dispatch: string, isWanted: (document: LatticeDocument) => boolean) {
  await using client = await openClient({ directory, start: false });
  const found = Promise.withResolvers<LatticeDocument>();
  using _following = await client.follow(dispatch, (document) => {
    if (isWanted(document)) found.resolve(document);
  });
  return await found.promise;
}

const states = (document: LatticeDocument): string[] => document.electrons.map(({ state }) => state);

// Leaves a mark each time it runs.
const mark = ct.electron(async (name: string, folder: string) => {
  await appendFile(join(folder, `mark-${name}`), "x");
  return name;
});

// Ends only once it may.
const gated = ct.electron(async (name: string, folder: string) => {
  await appendFile(join(folder, "gated"), "x");
  while (!(await readdir(folder)).includes("open")) await new Promise((resolve) => setTimeout(resolve, 20));
  return `${name}, then more`;
});

const halfWay = ct.lattice((folder: string) => gated(mark("first", folder), folder));

describe("the daemon", () => {
  it("writes its connection file for its owner only, and takes it away when it ends", async (test) => {
    const directory = await temporaryDirectory(test);
    const ending = new AbortController();
    const ended = runDispatcher(
      { dataDirectory: directory, executors: [testExecutor().open], signal: ending.signal },
      silent,
    );
    await using client = await openWhenReady(directory);

    const path = join(directory, "connection.json");
    const connection = ConnectionFile.parse(JSON.parse(await readFile(path, "utf8")));
    const { mode } = await stat(path);
    const status = await client.ask("status", {});
    ending.abort();
    await ended;

    assert.equal(mode & 0o777, 0o600);
    assert.equal(connection.pid, process.pid);
    assert.equal(status.dataDirectory, directory);
    assert.ok(!(await readdir(directory)).includes("connection.json"));
  });

  it("refuses to share its data directory, and leaves the other one's connection file alone", async (test) => {
    const directory = await temporaryDirectory(test);
    const daemon = await startDaemon(test, directory);

    await assert.rejects(runDispatcher({ dataDirectory: directory, executors: [] }, silent), {
      code: "DATA_DIRECTORY_IN_USE",
      about: { directory, pid: daemon.pid },
    });

    assert.ok((await readdir(directory)).includes("connection.json"));
  });

  for (const [how, lose] of [
    ["removed", (path: string) => rm(path)],
    ["garbled", (path: string) => writeFile(path, "{garbage")],
  ] as const) {
    it(`is found again when its connection file was ${how}`, async (test) => {
      const directory = await temporaryDirectory(test);
      const daemon = await startDaemon(test, directory);

      await lose(join(directory, "connection.json"));
      await using client = await openClient({ directory });

      assert.equal((await client.ask("status", {})).pid, daemon.pid);
      // Meanwhile the client has started another, which waits for the lock, and would have it once this one ends.
      while (!(await readdir(directory)).includes("start-failure.json")) await delay(50);
    });
  }

  it("ends when its data directory is removed, and leaves alone what came in its place", async (test) => {
    const directory = await temporaryDirectory(test);
    const daemon = await startDaemon(test, directory);
    const exited = once(daemon, "exit");

    await rm(directory, { recursive: true });
    await exited;
    await startDaemon(test, directory);

    assert.ok((await readdir(directory)).includes("connection.json"));
  });

  it("ends when a client asks, and says so first", async (test) => {
    const directory = await temporaryDirectory(test);
    const daemon = await startDaemon(test, directory);
    const exited = once(daemon, "exit");
    await using client = await openClient({ directory, start: false });

    assert.deepEqual(await client.ask("stop", {}), {});

    assert.deepEqual(await exited, [0, null]);
  });

  for (const [signal, then, attempt] of [
    ["SIGKILL", "goes on with what its workers still run", 1],
    ["SIGTERM", "runs again what ran", 2],
  ] as const) {
    it(`resumes every dispatch after ${signal}, repeats no completed electron, and ${then}`, async (test) => {
      const directory = await temporaryDirectory(test);
      const folder = await temporaryDirectory(test);
      process.env["COVALENT_DATA_DIR"] = directory;
      const first = await startDaemon(test, directory);
      const id = await ct.dispatch(halfWay)(folder);
      await seen(directory, id, (document) => states(document)[1] === "RUNNING");
      first.kill(signal);
      await once(first, "exit");

      await startDaemon(test, directory);
      await seen(
        directory,
        id,
        (document) => document.electrons[1]?.attempt === attempt && states(document)[1] === "RUNNING",
      );
      await writeFile(join(folder, "open"), "");
      const document = await seen(directory, id, ({ state }) => state === "COMPLETED");

      assert.deepEqual(
        document.electrons.map(({ attempt, state }) => [attempt, state]),
        [
          [1, "COMPLETED"],
          [attempt, "COMPLETED"],
        ],
      );
      assert.equal(await readFile(join(folder, "mark-first"), "utf8"), "x");
      assert.equal(await readFile(join(folder, "gated"), "utf8"), "x".repeat(attempt));
      assert.equal(await (await ct.getResult(id, { wait: true })).value, "first, then more");
    });
  }
});

/** A dispatcher in this very process says nothing when it is ready: clients find out by coming. */
async function openWhenReady(directory: string): Promise<Awaited<ReturnType<typeof openClient>>> {
  for (;;) {
    try {
      return await openClient({ directory, start: false });
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "DISPATCHER_NOT_RUNNING")) throw error;
      await new Promise(setImmediate);
    }
  }
}
