// What an author may ask of the running of electrons, through the real dispatcher and its workers.

import assert from "node:assert/strict";
import { access, appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import * as ct from "covalent-ts";
import { openClient } from "./client/index.ts";
import { useOwnDispatcher } from "./dispatcher.fixture.ts";

process.env["COVALENT_WORKERS"] = "2";
process.env["COVALENT_RESOURCES"] = "gpu=1,memory=1GB";
const directory = await useOwnDispatcher();
let files = 0;
const file = (): string => join(directory, `file-${files++}`);
const linesOf = async (path: string): Promise<string[]> =>
  (await readFile(path, "utf8").catch(() => "")).split("\n").filter(Boolean);

/** Notes its attempt, and fails while there are fewer than `good`. */
const flaky = async (path: string, good: number, kind = "Error"): Promise<number> => {
  const attempt = ct.getContext()?.attempt ?? 0;
  await appendFile(path, `${attempt}\n`);
  if (attempt < good) throw Object.assign(new Error(`attempt ${attempt} fails`), { name: kind });
  return attempt;
};
const soon = { delay: 5, factor: 1 };

async function ask(id: string, electron: number) {
  await using client = await openClient({ directory, start: false });
  return await client.ask("electron", { dispatch: id, electron });
}
async function story(id: string): Promise<string> {
  await using client = await openClient({ directory, start: false });
  return (await client.ask("story", { dispatch: id })).lines.join("\n");
}
const ended = async (id: string) => await ct.getResult(id, { wait: true });
const stateOf = async (result: ct.Result, electron = 0) => (await result.electrons())[electron]?.state;
const until = async (holds: () => Promise<boolean>): Promise<void> => {
  while (!(await holds())) await delay(5);
};

describe("an electron with retries", () => {
  it("is tried again until it returns, and shows what each try came to", async () => {
    const path = file();
    const work = ct.electron(flaky, { retries: { max: 3, ...soon } });
    const id = await ct.dispatch(ct.lattice(() => work(path, 3)))();

    const result = await ended(id);

    assert.equal(result.unwrap(), 3);
    const { attempts } = await ask(id, 0);
    assert.deepEqual(
      attempts.map(({ attempt, outcome, error }) => [attempt, outcome, error?.message]),
      [
        [1, "failed", "attempt 1 fails"],
        [2, "failed", "attempt 2 fails"],
        [3, "completed", undefined],
      ],
    );
    assert.match(await story(id), /QUEUED, tries again in \d+ ms because Error: attempt 1 fails/);
  });

  it("fails with the last error once it was tried often enough", async () => {
    const path = file();
    const work = ct.electron(flaky, { retries: { max: 2, delay: 0 } });
    const result = await ct.dispatchSync(ct.lattice(() => work(path, 9)))();

    assert.equal(result.status, "FAILED");
    assert.match(result.error?.message ?? "", /attempt 3 fails/);
    assert.deepEqual(await linesOf(path), ["1", "2", "3"]);
  });

  it("has them from its lattice, unless it says otherwise", async () => {
    const [mine, theirs] = [file(), file()];
    const once = ct.electron(flaky, { retries: 0 });
    const many = ct.electron(flaky);
    const both = ct.lattice(() => [once(mine, 9), many(theirs, 2)], { retries: { max: 1, ...soon } });
    await ct.dispatchSync(both)();

    assert.deepEqual([await linesOf(mine), await linesOf(theirs)], [["1"], ["1", "2"]]);
  });

  const limit = 2;
  const chosen: [string, ct.RetryPolicy["on"], string, string[]][] = [
    ["by name", ["NetworkError"], "NetworkError", ["1", "2"]],
    ["not by another name", ["NetworkError"], "RangeError", ["1"]],
    ["by a class that it extends", ["Error"], "RangeError", ["1", "2"]],
    [
      "by a function, with what that closes over",
      (e) => String(e).includes(`attempt ${limit - 1}`),
      "Error",
      ["1", "2"],
    ],
    ["not by a function that says no", () => false, "Error", ["1"]],
    ["not by a function that fails", () => nothing.there, "Error", ["1"]],
  ];
  for (const [how, on, kind, tries] of chosen) {
    it(`chooses the errors ${how}`, async () => {
      const path = file();
      const work = ct.electron(flaky, { retries: { max: 2, ...soon, ...(on && { on }) } });
      await ct.dispatchSync(ct.lattice(() => work(path, 2, kind)))();

      assert.deepEqual(await linesOf(path), tries);
    });
  }

  it("can be cancelled while it waits for another try", async () => {
    const path = file();
    const work = ct.electron(flaky, { retries: { max: 1, delay: 3_600_000 } });
    const id = await ct.dispatch(ct.lattice(() => work(path, 9)))();
    await until(async () => (await ask(id, 0)).view.retryAt != null);
    const { view } = await ask(id, 0);

    assert.deepEqual([view.state, view.error?.message], ["QUEUED", "attempt 1 fails"]);
    assert.equal(await ct.cancel(id, [0]), 1);
    assert.equal((await ended(id)).status, "CANCELLED");
  });
});

declare const nothing: { there: boolean };

describe("an electron with a timeout", () => {
  const forever = async (path: string): Promise<void> => {
    await appendFile(path, "began\n");
    const signal = ct.getContext()?.signal;
    await new Promise((_, reject) => signal?.addEventListener("abort", () => reject(new Error("stopped"))));
  };

  it("is stopped when it runs too long, and what needs it does not run", async () => {
    const long = ct.electron(forever, { timeout: 50 });
    const after = ct.electron((it: unknown) => it);
    const result = await ct.dispatchSync(ct.lattice(() => after(long(file()))))();

    assert.equal(result.status, "FAILED");
    assert.deepEqual([await stateOf(result, 0), await stateOf(result, 1)], ["TIMED_OUT", "UPSTREAM_FAILED"]);
    assert.match(result.error?.message ?? "", /'forever'.* ran longer than its timeout of 0.05 s/);
  });

  it("is tried again after that, if retries allow", async () => {
    const path = file();
    const long = ct.electron(forever, { timeout: { run: 50 }, retries: { max: 1, ...soon, on: ["TimeoutError"] } });
    const id = await ct.dispatch(ct.lattice(() => long(path)))();
    const result = await ended(id);

    assert.equal(await stateOf(result), "TIMED_OUT");
    assert.deepEqual(
      (await ask(id, 0)).attempts.map(({ outcome }) => outcome),
      ["timed-out", "timed-out"],
    );
  });

  it("has its time in total bounded, with all that is in it, where it is a sublattice", async () => {
    const inner = ct.lattice((path: string) => ct.electron(forever)(path));
    const sub = ct.electron(inner, { timeout: { total: 3_000 } });
    const id = await ct.dispatch(ct.lattice(() => sub(file())))();
    const result = await ended(id);

    assert.deepEqual([await stateOf(result, 0), await stateOf(result, 1)], ["TIMED_OUT", "CANCELLED"]);
    assert.match(result.error?.message ?? "", /timeout of 3 s/);
  });

  it("does not wait longer than it may to be started", async () => {
    const [held, gate] = [file(), file()];
    const wait = ct.electron(
      async (began: string, open: string) => {
        await appendFile(began, "x\n");
        for (;;)
          if (
            await access(open).then(
              () => true,
              () => false,
            )
          )
            return;
      },
      { resources: { gpu: 1 } },
    );
    const hurry = ct.electron(() => 1, { resources: { gpu: 1 }, timeout: { queue: 30 } });
    const first = await ct.dispatch(ct.lattice(() => wait(held, gate)))();
    await until(async () => (await linesOf(held)).length > 0);
    const result = await ct.dispatchSync(ct.lattice(() => hurry()))();
    await writeFile(gate, "");
    await ended(first);

    assert.equal(await stateOf(result), "TIMED_OUT");
    assert.match(result.error?.message ?? "", /waited to start longer/);
  });
});

describe("electrons with priorities and resources", () => {
  it("start by priority, and in the order of the graph within one", async () => {
    const [began, gate, order] = [file(), file(), file()];
    const hold = ct.electron(
      async () => {
        await appendFile(began, "x\n");
        for (;;)
          if (
            await access(gate).then(
              () => true,
              () => false,
            )
          )
            return;
      },
      { resources: { cpus: 2 } },
    );
    const note = async (name: string) => await appendFile(order, `${name}\n`);
    const as = (priority: number) => ct.electron(note, { priority, resources: { cpus: 2 } });
    const all = ct.lattice(() => [as(-1)("low"), as(0)("first"), as(5)("high"), as(0)("second")]);
    const blocker = await ct.dispatch(ct.lattice(() => hold()))();
    await until(async () => (await linesOf(began)).length > 0);
    const id = await ct.dispatch(all)();
    const urgent = await ct.dispatch(
      ct.lattice(() => ct.electron(note, { resources: { cpus: 2 } })("urgent")),
      {
        priority: 3,
      },
    )();
    await writeFile(gate, "");
    await Promise.all([blocker, id, urgent].map(ended));

    assert.deepEqual(await linesOf(order), ["high", "urgent", "first", "second", "low"]);
  });

  it("never hold more together than there is", async () => {
    const path = file();
    const use = ct.electron(
      async (log: string) => {
        await appendFile(log, "+\n");
        await delay(10);
        await appendFile(log, "-\n");
      },
      { resources: { gpu: 1, memory: "600MB" } },
    );
    (await ct.dispatchSync(ct.lattice(() => Array.from({ length: 8 }, () => use(path))))()).unwrap();

    assert.deepEqual((await linesOf(path)).join(""), "+-".repeat(8));
  });

  it("are refused at the submit when they ask for more than there is", async () => {
    const greedy = ct.electron(() => 1, { resources: { gpu: 2, memory: "2GB" } });

    await assert.rejects(ct.dispatch(ct.lattice(() => greedy()))(), {
      code: "RESOURCES_NOT_THERE",
      message:
        /'greedy'.* asks for 2 gpu, 2 GB of memory, more than executor 'local' has: 2 cpus, 1 GB of memory, 1 gpu/,
    });
  });
});

describe("a paused dispatch", () => {
  it("starts nothing more until it is resumed, and says that it is paused", async () => {
    const [began, gate] = [file(), file()];
    const wait = ct.electron(async () => {
      await appendFile(began, "x\n");
      for (;;)
        if (
          await access(gate).then(
            () => true,
            () => false,
          )
        )
          return 1;
    });
    const next = ct.electron((x: number) => x + 1);
    const id = await ct.dispatch(ct.lattice(() => next(wait())))();
    await until(async () => (await linesOf(began)).length > 0);

    assert.equal(await ct.pause(id), true);
    assert.equal(await ct.pause(id), false);
    await writeFile(gate, "");
    await until(async () => (await ask(id, 1)).view.state === "QUEUED");
    assert.equal((await (await ct.getResult(id)).document()).paused, true);
    assert.equal((await ct.dispatches())[0]?.paused, true);
    assert.deepEqual((await ask(id, 1)).attempts, []);

    assert.equal(await ct.resume(id), true);
    assert.equal((await ended(id)).unwrap(), 2);
    assert.equal(await ct.pause(id), false);
    assert.match(await story(id), /lattice RUNNING, paused/);
  });
});
