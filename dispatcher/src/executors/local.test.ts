// The executor of this machine, with real processes.

import assert from "node:assert/strict";
import { stat, writeFile } from "node:fs/promises";
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

describe("the local executor, when electrons are short", () => {
  /** Runs brief electrons until workers are given several at a time. */
  async function quickened(t: TestContext) {
    const bench = await openBench(t, open());
    const brief = (x: number) => x;
    while (bench.executor.slots < 16) {
      const attempts = Array.from({ length: bench.executor.slots }, (_, x) => bench.start(brief, [x]));
      for (const attempt of attempts) await bench.end(attempt);
    }
    return bench;
  }
  const spin = (millis: number): void => {
    const until = Date.now() + millis;
    while (Date.now() < until);
  };

  it("takes more of them at once than it has workers", async (t) => {
    const bench = await openBench(t, open());
    const slots = bench.executor.slots;

    while (bench.executor.slots === slots) await bench.end(bench.start(() => 1));

    assert.ok(bench.executor.slots > slots);
  });

  it("hands back what waits behind one that turns out to be long, and never runs it", async (t) => {
    const bench = await quickened(t);
    const ran = join(bench.directory, "ran");
    const note = async (name: string, file: string) => (await import("node:fs")).appendFileSync(file, `${name}\n`);

    const long = [bench.start(spin, [400]), bench.start(spin, [400])];
    const behind = Array.from({ length: 6 }, (_, x) => bench.start(note, [`${x}`, ran]));

    const ends = await Promise.all(behind.map(bench.end));
    assert.deepEqual([...new Set(ends.map(({ type }) => type))], ["handed-back"]);
    await Promise.all(long.map(bench.end));
    assert.equal(bench.executor.slots, 2);
    await assert.rejects(stat(ran), { code: "ENOENT" });
  });

  it("stops one that waits behind another without running it", async (t) => {
    const bench = await quickened(t);
    bench.start(spin, [300]);
    bench.start(spin, [300]);
    const behind = bench.start(() => 1);

    bench.executor.stop(behind);

    assert.equal((await bench.end(behind)).type, "stopped");
  });

  it("blames a death on the one that ran, and hands back the others", async (t) => {
    const bench = await quickened(t);
    const deadly = [1, 2].map(() => bench.start(() => process.kill(process.pid, "SIGKILL")));
    const behind = Array.from({ length: 6 }, () => bench.start(() => 1));

    // On a busy machine one worker may have got both.
    const deaths = await Promise.all(deadly.map(bench.end));
    assert.equal(deaths[0]?.type, "lost");
    assert.ok(deaths[1]?.type === "lost" || deaths[1]?.type === "handed-back");
    const ends = await Promise.all(behind.map(bench.end));
    assert.deepEqual([...new Set(ends.map(({ type }) => type))], ["handed-back"]);
  });

  it("loses none that ended before another ended the worker", async (t) => {
    const bench = await quickened(t);
    const brief = (x: number) => x;
    // One after the other on each worker.
    const before = Array.from({ length: 8 }, (_, x) => bench.start(brief, [x]));
    const deadly = [1, 2].map(() => bench.start(() => process.kill(process.pid, "SIGKILL")));

    const ends = await Promise.all(before.map(bench.end));

    assert.deepEqual([...new Set(ends.map(({ type }) => type))], ["returned"]);
    // On a busy machine one worker may have got both.
    const deaths = await Promise.all(deadly.map(bench.end));
    assert.ok(deaths.some(({ type }) => type === "lost"));
  });

  it("tells of those that ended before one that keeps the worker's thread", async (t) => {
    const bench = await quickened(t);
    const before = Array.from({ length: 8 }, (_, x) => bench.start((y: number) => y, [x]));
    const long = [bench.start(spin, [2_000]), bench.start(spin, [2_000])];

    await Promise.all(before.map(bench.end));

    const isOver = (attempt: string) => bench.outcomes.some((it) => it.attempt === attempt && it.type === "returned");
    assert.ok(!long.some(isOver), "they were told of only afterwards");
  });

  it("tells what each printed", async (t) => {
    const bench = await quickened(t);

    const attempts = Array.from({ length: 12 }, (_, x) => bench.start((y: number) => console.log(`line ${y}`), [x]));

    await Promise.all(attempts.map(bench.end));
    assert.deepEqual(
      attempts.map((attempt) => bench.printed(attempt)),
      attempts.map((_, x) => `line ${x}\n`),
    );
  });

  it("ends each of them, long and short and printing as they come", async (t) => {
    const bench = await quickened(t);
    const work = (x: number): number => {
      if (x % 5 === 0) console.log(x);
      const until = Date.now() + (x % 37 === 0 ? 40 : x % 11 === 0 ? 4 : 0);
      while (Date.now() < until);
      return x;
    };

    for (let x = 0; x < 400; x++) {
      let end = await bench.end(bench.start(work, [x]));
      const ends = await Promise.all(
        Array.from({ length: bench.executor.slots }, (_, more) => bench.end(bench.start(work, [x + more]))),
      );
      x += ends.length;
      while (end.type === "handed-back") end = await bench.end(bench.start(work, [x]));
      assert.equal(end.type, "returned");
      for (const { type } of ends) assert.match(type, /returned|handed-back/);
    }
  });
});
