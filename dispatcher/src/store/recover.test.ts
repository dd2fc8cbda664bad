// Real files of real stores, damaged as disks, people and power cuts do it, and opened as the dispatcher opens them.

import assert from "node:assert/strict";
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { blobPath, putBlob } from "covalent-ts/client";
import { aDispatcher, statesOf, temporaryDirectory } from "../dispatcher.fixture.ts";
import { type Fate, testExecutor } from "../shell/executor.fixture.ts";
import { aLattice } from "../shell/lattice.fixture.ts";
import { openDatabase } from "./database.ts";
import { damageOf, openRecovered } from "./recover.ts";
import { type Store, storeOn } from "./store.ts";

const now = Date.UTC(2026, 11, 1, 2, 10);
const wide = aLattice(Array.from({ length: 150 }, (_, n) => `e${n}`));
const chain = aLattice(["load", { name: "slow", needs: [0] }, { name: "join", needs: [0, 1] }]);
const pageSize = 4_096;

interface Left {
  /** A data directory as `kill -9` left it: most of it is in the write-ahead log. */
  directory: string;
  path: string;
}

/** Three dispatches that completed, and one that was cut off. */
async function killed(test: TestContext, { checkpoint = false } = {}): Promise<Left> {
  const fates: Record<string, Fate> = { slow: "wait" };
  const executor = testExecutor(({ name }) => fates[name] ?? { returns: new Uint8Array(300).fill(7) });
  const { directory, submit, ended, database } = await aDispatcher(test, { executor });
  for (let n = 0; n < 3; n += 1) await ended(await submit(wide));
  await submit(chain);
  await executor.starts("slow");
  if (checkpoint) database.connection.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  const left = await temporaryDirectory(test);
  cpSync(directory, left, { recursive: true });
  return { directory: left, path: join(left, "store.sqlite") };
}

function open(test: TestContext, { directory }: Left): { store: Store; notices: string[] } {
  const { database, notices } = openRecovered(directory, now);
  test.after(() => database.close());
  assert.deepEqual(database.sql("PRAGMA integrity_check").all(), [{ __proto__: null, integrity_check: "ok" }]);
  return { store: storeOn(database, directory, notices), notices };
}

/** Starts a dispatcher on what is left: whatever was lost, it takes new work, and ends what is unfinished. */
async function works(test: TestContext, { directory }: Left): Promise<void> {
  openRecovered(directory, now).database.close();
  const { submit, ended, store } = await aDispatcher(test, { directory });
  for (const { dispatch, state } of store.list({ limit: 10 }).dispatches)
    if (state === "RUNNING") await ended(dispatch);
  assert.equal((await ended(await submit(chain))).state, "COMPLETED");
}

function garble(path: string, at: number, length: number): void {
  const bytes = readFileSync(path);
  bytes.fill(0x5a, at, at + length);
  writeFileSync(path, bytes);
}

const stateOf = (store: Store): string[] => store.list({ limit: 10 }).dispatches.map(({ state }) => state);
const allThere = ["RUNNING", "COMPLETED", "COMPLETED", "COMPLETED"];

describe("a store that nothing has happened to", () => {
  it("is opened without a word, also after kill -9", async (test) => {
    const left = await killed(test);

    const { store, notices } = open(test, left);

    assert.deepEqual([notices, stateOf(store), store.notices()], [[], allThere, []]);
    assert.deepEqual(
      readdirSync(left.directory).filter((name) => name.includes("damaged")),
      [],
    );
  });
});

describe("a store whose file", () => {
  it("is empty is restored from its write-ahead log", async (test) => {
    const left = await killed(test);
    truncateSync(left.path, 0);

    const { store, notices } = open(test, left);

    assert.deepEqual(notices, ["The store was an empty file, and was restored from its write-ahead log."]);
    assert.deepEqual(stateOf(store), allThere);
    assert.equal(store.notices()[0]?.at, now);
  });

  it("is empty, with nothing to restore it from, is made anew, and says what that means", async (test) => {
    const left = await killed(test, { checkpoint: true });
    await putBlob(left.directory, new Uint8Array(100_000));
    for (const end of ["-wal", "-shm"]) rmSync(left.path + end, { force: true });
    truncateSync(left.path, 0);

    const { store, notices } = open(test, left);

    assert.match(notices.join(), /^The store was an empty file, and nothing of it was left/);
    assert.deepEqual(stateOf(store), []);
  });

  it("is no database at all is kept aside, and a new one is made", async (test) => {
    const left = await killed(test, { checkpoint: true });
    writeFileSync(left.path, "this is no database, and long enough to be taken for one");

    const { notices } = open(test, left);

    assert.match(notices[0] ?? "", /^The store was damaged\. 0 dispatches with 0 electrons could be read/);
    const kept = join(left.directory, "damaged-2026-12-01T02-10-00", "store.sqlite");
    assert.match(readFileSync(kept, "utf8"), /^this is no database/);
    await works(test, left);
  });

  it("is cut off in the middle gives what is left of it", async (test) => {
    const left = await killed(test, { checkpoint: true });
    truncateSync(left.path, Math.floor(statSync(left.path).size / 2 / pageSize) * pageSize);

    const { notices } = open(test, left);

    assert.match(notices[0] ?? "", /^The store was damaged\./);
    await works(test, left);
  });

  it("has garbage in any page is opened all the same, and dispatches are whole or say that they are not", async (test) => {
    const left = await killed(test, { checkpoint: true });
    const whole = readFileSync(left.path);
    let saved = 0;
    let tries = 0;
    for (let page = 1; page < whole.length / pageSize; page += 3) {
      for (const end of ["-wal", "-shm"]) rmSync(left.path + end, { force: true });
      writeFileSync(left.path, whole);
      garble(left.path, page * pageSize, pageSize);
      const { database, notices } = openRecovered(left.directory, now);
      const store = storeOn(database, left.directory);
      for (const { dispatch, state, total } of store.list({ limit: 10 }).dispatches) {
        const key = store.find(dispatch) ?? 0;
        const read = store.result(key);
        if (state === "COMPLETED") {
          assert.equal(store.document(key)?.document.electrons.length, total, `page ${page}: ${notices}`);
          assert.equal(read?.value?.at, "assembled", `page ${page}: ${notices}`);
          saved += 1;
        } else if (state === "FAILED") assert.equal(read?.error?.code, "DISPATCH_DAMAGED");
      }
      tries += 1;
      assert.deepEqual(database.sql("PRAGMA integrity_check").get()?.["integrity_check"], "ok");
      database.close();
    }
    // A damaged page costs a dispatch or two, not all.
    assert.ok(saved > tries * 1.2, `${saved} of ${tries * 3} dispatches were whole`);
    await works(test, left);
  });

  it("turns out damaged while the dispatcher runs is looked through at the next start, however large", async (test) => {
    const left = await killed(test, { checkpoint: true });
    const { database } = openRecovered(left.directory, now);
    const store = storeOn(database, left.directory);
    const size = statSync(left.path).size;
    garble(left.path, 3 * pageSize, size - 3 * pageSize);
    database.connection.exec("PRAGMA shrink_memory");

    let said: Error | undefined;
    try {
      for (const key of [1, 2, 3, 4]) store.document(key);
    } catch (error) {
      said = damageOf(error, left.directory);
    }
    database.close();

    assert.match(
      said?.message ?? "",
      /^The store in .* is damaged: .* malformed\. Restart the dispatcher with `covalent/,
    );
    assert.ok(existsSync(join(left.directory, "store.damaged")));
    assert.match(open(test, left).notices[0] ?? "", /^The store was damaged\./);
    assert.ok(!existsSync(join(left.directory, "store.damaged")));
  });

  it("is not called damaged for any other error", async (test) => {
    const directory = await temporaryDirectory(test);

    assert.equal(damageOf(new Error("something else"), directory), undefined);
    assert.deepEqual(readdirSync(directory), []);
  });
});

describe("a write-ahead log", () => {
  const log = ({ path }: Left): string => `${path}-wal`;

  for (const [how, damage] of [
    ["is cut off", (left: Left) => truncateSync(log(left), Math.floor(statSync(log(left)).size * 0.7) + 13)],
    ["has garbage in the middle", (left: Left) => garble(log(left), Math.floor(statSync(log(left)).size * 0.5), 9_000)],
    ["is gone", (left: Left) => rmSync(log(left))],
    ["is empty", (left: Left) => truncateSync(log(left), 0)],
    ["is garbage", (left: Left) => writeFileSync(log(left), Buffer.alloc(100_000, 0x5a))],
  ] as const) {
    it(`that ${how} leaves what was written before, whole`, async (test) => {
      const left = await killed(test);
      damage(left);

      const { store } = open(test, left);

      for (const { dispatch } of store.list({ limit: 10 }).dispatches) {
        assert.ok(store.document(store.find(dispatch) ?? 0)?.document.electrons.length);
      }
      await works(test, left);
    });
  }
});

describe("the output of an electron, in a file", () => {
  async function cutOff(test: TestContext): Promise<Left & { sha256: string; directory: string }> {
    const directory = await temporaryDirectory(test);
    const { sha256, size } = await putBlob(directory, new Uint8Array(100_000));
    const executor = testExecutor(() => "wait");
    const { submit, database, announced } = await aDispatcher(test, { directory, executor });
    await submit(chain);
    const { attempt } = await executor.starts("load");
    executor.tell({ type: "started", attempt, worker: "w1", at: 5 });
    const value = { at: "blob", sha256, size } as const;
    executor.tell({ type: "returned", attempt, value, printed: { text: "", type: "", size }, at: 6 });
    await announced((event) => event.type === "electron" && event.change.state === "COMPLETED");
    const left = await temporaryDirectory(test);
    database.connection.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    cpSync(directory, left, { recursive: true });
    return { directory: left, path: join(left, "store.sqlite"), sha256 };
  }

  for (const [how, damage] of [
    ["gone", (path: string) => rmSync(path)],
    ["cut off", (path: string) => truncateSync(path, 500)],
    ["empty", (path: string) => truncateSync(path, 0)],
  ] as const) {
    it(`that is ${how} is worked out again, before those that need it`, async (test) => {
      const left = await cutOff(test);
      damage(blobPath(left.directory, left.sha256));

      const { database, notices } = openRecovered(left.directory, now);
      database.close();
      const { ended, executor, store } = await aDispatcher(test, { directory: left.directory });
      const document = await ended("dispatch-1");

      assert.deepEqual(notices, [
        "The output of electron 0 'load' of dispatch dispatch-1 was lost: it is worked out again.",
      ]);
      assert.deepEqual(
        executor.started.map(({ name }) => name).filter((name) => name === "load"),
        ["load"],
      );
      assert.deepEqual(statesOf(document), { load: "COMPLETED", slow: "COMPLETED", join: "COMPLETED" });
      assert.deepEqual(
        store.list({ limit: 1 }).dispatches.map(({ completed, total }) => [completed, total]),
        [[3, 3]],
      );
    });
  }

  it("is worked out again inside a sublattice, which had completed with it", async (test) => {
    const directory = await temporaryDirectory(test);
    const { sha256, size } = await putBlob(directory, new Uint8Array(100_000));
    const inner = aLattice(["half", { name: "add", needs: [0] }]);
    const outer = aLattice([
      { name: "inner", kind: "sublattice" },
      { name: "slow", needs: [0] },
    ]);
    const fates: Record<string, Fate> = { inner: { expandsTo: inner }, slow: "wait", add: "wait" };
    const executor = testExecutor(({ name }) => fates[name] ?? { returns: new Uint8Array(1) });
    const first = await aDispatcher(test, { directory, executor });
    await first.submit(outer);
    const { attempt } = await executor.starts("add");
    executor.tell({ type: "started", attempt, worker: "w1", at: 5 });
    const value = { at: "blob", sha256, size } as const;
    executor.tell({ type: "returned", attempt, value, printed: { text: "", type: "", size }, at: 6 });
    await executor.starts("slow");
    const left = await temporaryDirectory(test);
    cpSync(directory, left, { recursive: true });
    rmSync(blobPath(left, sha256));

    const { database, notices } = openRecovered(left, now);
    database.close();
    const again = testExecutor(({ electron }) => ({ returns: new Uint8Array([electron]) }));
    const second = await aDispatcher(test, { directory: left, executor: again });
    const document = await second.ended("dispatch-1");

    assert.equal(notices.length, 1);
    assert.deepEqual(
      again.started.map(({ name }) => name),
      ["add", "slow"],
    );
    assert.deepEqual(again.started[1]?.inputs[0]?.[1].at, "assembled");
    assert.equal(document.state, "COMPLETED");
  });

  it("is left alone when nothing has happened to it", async (test) => {
    const left = await cutOff(test);

    assert.deepEqual(open(test, left).notices, []);
  });
});

describe("a start", () => {
  it("looks only at unfinished dispatches", async (test) => {
    const directory = await temporaryDirectory(test);
    const { sha256, size } = await putBlob(directory, new Uint8Array(100_000));
    const executor = testExecutor(() => "wait");
    const { submit, ended } = await aDispatcher(test, { directory, executor });
    const id = await submit(aLattice(["load"]));
    const { attempt } = await executor.starts("load");
    const printed = { text: "", type: "", size };
    executor.tell({ type: "returned", attempt, value: { at: "blob", sha256, size }, printed, at: 6 });
    await ended(id);
    rmSync(blobPath(directory, sha256));

    const { database, notices } = openRecovered(directory, now);
    test.after(() => database.close());

    assert.deepEqual(notices, []);
    assert.equal(openDatabase(join(directory, "store.sqlite"), directory).close(), undefined);
  });
});
