// What a purge removes, and what it must not: rows, functions and blobs of a real store.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { blobPath, putBlob } from "covalent-ts/client";
import { aDispatcher, type TestDispatcher } from "../dispatcher.fixture.ts";
import { type Fate, testExecutor } from "../shell/executor.fixture.ts";
import { aLattice } from "../shell/lattice.fixture.ts";
import type { Database } from "./database.ts";

const simple = aLattice(["load", { name: "train", needs: [0] }]);

const rowsOf = (database: Database): Record<string, number> =>
  Object.fromEntries(
    database
      .sql("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
      .all()
      .map(({ name }) => [String(name), Number(database.sql(`SELECT count(*) AS n FROM ${name}`).get()?.["n"])]),
  );

/** Long ago, as far as a purge is concerned. */
async function age(directory: string, sha256: string): Promise<void> {
  await utimes(blobPath(directory, sha256), 1_000, 1_000);
}

const isThere = (directory: string, sha256: string): boolean => existsSync(blobPath(directory, sha256));

const blobOf = async ({ directory }: TestDispatcher, fill: number, size = 100_000): Promise<string> => {
  const { sha256 } = await putBlob(directory, new Uint8Array(size).fill(fill));
  await age(directory, sha256);
  return sha256;
};

/** A dispatcher whose electrons do as `fates` says by their name, and else return at once. */
const dispatcherOf = (test: TestContext, fates: Record<string, Fate> = {}) =>
  aDispatcher(test, {
    executor: testExecutor(({ name, electron }) => fates[name] ?? { returns: new Uint8Array([electron]) }),
  });

/** A dispatcher with an electron that runs since 500 s, and does not end. */
async function whileRunning(test: TestContext): Promise<TestDispatcher> {
  const it = await aDispatcher(test, { executor: testExecutor(() => "wait") });
  await it.submit(simple);
  const { attempt } = await it.executor.starts("load");
  it.executor.tell({ type: "started", attempt, worker: "w1", at: 500_000 });
  await it.announced((event) => event.type === "electron" && event.change.state === "RUNNING");
  return it;
}

describe("a purge", () => {
  it("leaves no row of what it removes, whatever that has done", async (test) => {
    const { store, database, submit, ended, executor } = await aDispatcher(test, {
      executor: testExecutor(({ name, attempt }) => {
        if (name === "inner") return { expandsTo: simple };
        if (name === "fails") return { throws: {} };
        return name === "dies" && attempt.endsWith(".1") ? { dies: "SIGKILL" } : { returns: new Uint8Array(10) };
      }),
    });
    const all = aLattice([{ name: "inner", kind: "sublattice" }, "fails", "dies", { name: "after", needs: [2] }]);
    await ended(await submit(all));
    await ended(await submit(simple));
    assert.ok(executor.started.length > 4);
    assert.ok(
      Object.entries(rowsOf(database)).every(([table, n]) => n > 0 || table === "purged" || table === "notice"),
    );

    await store.purge.run(store.chooseEnded({}).map(({ key }) => key));

    const left = Object.entries(rowsOf(database)).filter(([, n]) => n > 0);
    assert.deepEqual(left, [
      ["function", 1],
      ["purged", 2],
    ]);
    assert.deepEqual(store.list({ limit: 10 }), { dispatches: [], total: 0 });
    assert.equal(typeof store.purgedAt("dispatch-1"), "number");
  });

  it("leaves the others as they were, and those that run", async (test) => {
    const { store, submit, ended, executor } = await aDispatcher(test, {
      executor: testExecutor(({ name, electron }) =>
        name === "slow" ? "wait" : { returns: new Uint8Array([electron]) },
      ),
    });
    const kept = await submit(simple);
    await ended(kept);
    await ended(await submit(simple));
    const running = await submit(aLattice(["load", { name: "slow", needs: [0] }, { name: "join", needs: [0, 1] }]));
    const { attempt } = await executor.starts("slow");
    const before = store.result(1);

    await store.purge.run([2, 3]);
    executor.tell({
      type: "returned",
      attempt,
      value: { at: "inline", bytes: new Uint8Array(1) },
      printed: { text: "", type: "", size: 1 },
      at: 99,
    });

    assert.deepEqual(store.result(1), before);
    assert.equal((await ended(running)).state, "COMPLETED");
    assert.deepEqual(
      store.list({ limit: 10 }).dispatches.map(({ dispatch }) => dispatch),
      [running, kept],
    );
  });

  it("gives no key twice, also after a restart", async (test) => {
    const first = await aDispatcher(test);
    await first.ended(await first.submit(simple));
    await first.store.purge.run([1]);

    assert.equal(first.store.lastDispatch(), 1);
    await first.ended(await first.submit(simple));
    assert.equal(first.store.lastDispatch(), 2);
  });

  it("gives its room on the disk back", async (test) => {
    const { store, submit, ended } = await aDispatcher(test, {
      executor: testExecutor(() => ({ returns: new Uint8Array(60_000) })),
    });
    await ended(await submit(aLattice(Array.from({ length: 100 }, (_, n) => `e${n}`))));
    const before = store.size().bytes;

    const { bytes } = await store.purge.run([1]);

    assert.ok(before > 6_000_000 && store.size().bytes < 500_000, `${before} → ${store.size().bytes}`);
    assert.equal(bytes, before - store.size().bytes);
  });

  it("goes on where the end of the dispatcher cut it off", async (test) => {
    const first = await aDispatcher(test);
    await first.ended(await first.submit(aLattice(Array.from({ length: 2_000 }, (_, n) => `e${n}`))));
    void first.store.purge.run([1]).catch(() => undefined);
    await new Promise(setImmediate);
    const { directory } = first;
    assert.equal(first.store.purge.isUnfinished, true);
    first.store[Symbol.dispose]();

    const second = await aDispatcher(test, { directory });
    assert.equal(second.store.find("dispatch-1"), undefined);
    assert.ok((rowsOf(second.database)["node"] ?? 0) > 0);
    await second.store.purge.run([]);

    assert.equal(rowsOf(second.database)["node"], 0);
    assert.equal(second.store.purge.isUnfinished, false);
  });

  it("chooses by end, by state, and keeps the newest", async (test) => {
    const { store, submit, ended } = await dispatcherOf(test, { fails: { throws: {} } });
    for (const name of ["a", "fails", "b", "c"]) await ended(await submit(aLattice([name])));
    const names = (selection: Parameters<typeof store.chooseEnded>[0]) =>
      store.chooseEnded(selection).map(({ dispatch }) => dispatch);
    const third = store.chooseEnded({})[2]?.endedAt ?? 0;

    assert.deepEqual(names({}), ["dispatch-1", "dispatch-2", "dispatch-3", "dispatch-4"]);
    assert.deepEqual(names({ keep: 3 }), ["dispatch-1"]);
    assert.deepEqual(names({ state: "FAILED" }), ["dispatch-2"]);
    assert.deepEqual(names({ state: "COMPLETED", keep: 2 }), ["dispatch-1"]);
    assert.deepEqual(names({ endedBefore: third }), ["dispatch-1", "dispatch-2"]);
  });
});

describe("functions", () => {
  it("are named nowhere that a purge does not look", async (test) => {
    const { database } = await aDispatcher(test);

    const named = database
      .sql(
        `SELECT t.name || '.' || f."from" AS place FROM sqlite_schema t, pragma_foreign_key_list(t.name) f
         WHERE t.type = 'table' AND f."table" = 'function' ORDER BY place`,
      )
      .all()
      .map(({ place }) => place);

    assert.deepEqual(named, ["node.function", "node.retry_function"]);
  });

  it("stay while an electron's retries ask them", async (test) => {
    const { store, database, submit, ended } = await aDispatcher(test);
    const functions = ["asked", "other"].map((hash) => ({
      hash,
      name: hash,
      source: "",
      place: null,
      code: new Uint8Array(1),
    }));
    await ended(await submit(aLattice([{ name: "a" }], { functions: [...functions, ...aLattice([]).functions] })));
    const key = database.sql("SELECT key FROM function WHERE hash = 'asked'").get()?.["key"] ?? 0;
    database.sql("UPDATE node SET retry_function = ?").run(key);

    await store.purge.run([]);

    assert.deepEqual(
      database
        .sql("SELECT hash FROM function ORDER BY hash")
        .all()
        .map(({ hash }) => hash),
      ["asked", "f"],
    );
  });

  it("go with the last dispatch that names them", async (test) => {
    const { store, database, submit, ended } = await aDispatcher(test);
    const using = (hash: string) =>
      aLattice([{ name: "a", fn: hash }], {
        functions: [{ hash, name: hash, source: "", place: null, code: new Uint8Array(1) }],
      });
    for (const hash of ["one", "two", "one", "three"]) await ended(await submit(using(hash)));
    const left = () =>
      database
        .sql("SELECT hash FROM function ORDER BY key")
        .all()
        .map(({ hash }) => hash);

    assert.equal((await store.purge.run([1])).functions, 0);
    assert.equal((await store.purge.run([2])).functions, 1);
    assert.deepEqual(left(), ["one", "three"]);
    await store.purge.run([3, 4]);
    await ended(await submit(using("four")));

    assert.deepEqual(left(), ["three", "four"]);
  });
});

describe("blobs", () => {
  it("go with the last that names them: an output, an argument, a function, or what a lattice returns", async (test) => {
    const kept: string[] = [];
    const it = await dispatcherOf(test);
    const { store, directory, submit, ended, executor } = it;
    const [call, code, template, unnamed] = [
      await blobOf(it, 1),
      await blobOf(it, 2),
      await blobOf(it, 3),
      await blobOf(it, 4),
    ];
    const message = (sha256: string): Uint8Array =>
      Buffer.from(`\u0002\u0004 before ${sha256} and after this there is more text`);
    const lattice = aLattice([{ name: "a", call: message(call) }]);
    lattice.functions = [{ hash: "f", name: "f", source: "", place: null, code: message(code) }];
    lattice.graph.output = message(template);
    await ended(await submit(lattice));
    await ended(await submit(lattice));
    kept.push(call, code, template);
    assert.ok(executor.started.length === 2);

    assert.equal((await store.purge.run([1])).blobs, 1);
    assert.deepEqual(
      [...kept, unnamed].map((name) => isThere(directory, name)),
      [true, true, true, false],
    );
    assert.equal((await store.purge.run([2])).blobs, 2);

    // The newest function is kept for its key, and so is what it names.
    assert.deepEqual(
      kept.map((name) => isThere(directory, name)),
      [false, true, false],
    );
  });

  it("stay when a message that lies in a blob itself names them", async (test) => {
    const it = await dispatcherOf(test);
    const { store, directory, submit, ended } = it;
    const inner = await blobOf(it, 1);
    const padding = Buffer.alloc(5_000_000, 0xff);
    const { sha256: outer } = await putBlob(directory, Buffer.concat([padding, Buffer.from(inner), padding]));
    await age(directory, outer);
    await ended(await submit(aLattice([{ name: "a", call: Buffer.from(`\u0002\u0020@${outer}`) }])));
    await ended(await submit(simple));

    await store.purge.run([2]);
    assert.deepEqual([isThere(directory, inner), isThere(directory, outer)], [true, true]);

    await store.purge.run([1]);
    assert.deepEqual([isThere(directory, inner), isThere(directory, outer)], [false, false]);
  });

  it("stay while an electron that may have written them runs", async (test) => {
    const it = await whileRunning(test);
    const { store, directory } = it;
    const [old, young] = [await blobOf(it, 1), await blobOf(it, 2)];
    await utimes(blobPath(directory, old), 400, 400);
    await utimes(blobPath(directory, young), 600, 600);

    await store.purge.run([]);

    assert.deepEqual([isThere(directory, old), isThere(directory, young)], [false, true]);
  });

  it("stay while a submit that took them up is under way, and not for one whose process has ended", async (test) => {
    const it = await dispatcherOf(test);
    const { store, directory } = it;
    const blob = await blobOf(it, 1);
    await utimes(blobPath(directory, blob), 3_000, 3_000);
    const lease = join(directory, "objects", `lease.${process.pid}.0a1b2c.${hostname()}`);
    const dead = join(directory, "objects", `lease.${2 ** 22 + 1}.0a1b2c.${hostname()}`);
    for (const path of [lease, dead]) await writeFile(path, "");
    await utimes(lease, 2_000, 2_000);

    await store.purge.run([]);
    assert.deepEqual([isThere(directory, blob), existsSync(lease), existsSync(dead)], [true, true, false]);

    await utimes(lease, 4_000, 4_000);
    await store.purge.run([]);
    assert.equal(isThere(directory, blob), false);
  });

  it("that were just taken up stay, and parts that nobody finished go", async (test) => {
    const it = await dispatcherOf(test);
    const { store, directory } = it;
    const { sha256 } = await putBlob(directory, new Uint8Array(100_000));
    const part = `${blobPath(directory, sha256)}.0a1b2c.part`;
    await writeFile(part, "half");
    await utimes(part, 1_000, 1_000);

    await store.purge.run([]);

    assert.deepEqual([isThere(directory, sha256), existsSync(part)], [true, false]);
    assert.equal((await stat(blobPath(directory, sha256))).size, 100_000);
  });
});

describe("copies of projects", () => {
  async function copyOf({ directory }: TestDispatcher, name: string, seconds = 1_000): Promise<string> {
    const folder = join(directory, "projects", name);
    await mkdir(join(folder, "src"), { recursive: true });
    await writeFile(join(folder, "src", "rate.ts"), "export const rate = 2;");
    await symlink(directory, join(folder, "node_modules"));
    await utimes(folder, seconds, seconds);
    return folder;
  }
  const importing = (name: string): Uint8Array => Buffer.from(`\u0002\u0004/src/rate.ts@${name} and more`);

  it("go with the last dispatch that names them, also in a message that lies in a blob", async (test) => {
    const it = await dispatcherOf(test);
    const { store, directory, submit, ended } = it;
    const copies = [
      await copyOf(it, "0123456789abcdef"),
      await copyOf(it, "1123456789abcdef"),
      await copyOf(it, "2123456789abcdef"),
    ];
    const there = (): boolean[] => copies.map((path) => existsSync(path));
    const { sha256 } = await putBlob(directory, Buffer.concat([Buffer.alloc(90_000), importing("1123456789abcdef")]));
    await age(directory, sha256);
    await ended(await submit(aLattice([{ name: "a", call: importing("0123456789abcdef") }])));
    await ended(await submit(aLattice([{ name: "a", call: Buffer.from(`\u0002\u0020@${sha256}`) }])));

    const { projects, bytes } = await store.purge.run([]);
    assert.deepEqual([projects, bytes >= 22, there()], [1, true, [true, true, false]]);
    await store.purge.run([1]);
    assert.deepEqual(there(), [false, true, false]);
    await store.purge.run([2]);
    assert.deepEqual(there(), [false, false, false]);
    assert.ok(existsSync(join(directory, "store.sqlite")));
  });

  it("stay while an electron runs that may have made them, and unfinished ones for an hour", async (test) => {
    const it = await whileRunning(test);
    const { store, directory } = it;
    const [old, young] = [await copyOf(it, "0123456789abcdef", 400), await copyOf(it, "1123456789abcdef", 600)];
    const litter = await copyOf(it, "new-Ab3");
    const begun = await copyOf(it, "new-Cd4", Date.now() / 1_000);

    await store.purge.run([]);

    assert.deepEqual(
      [old, young, litter, begun].map((path) => existsSync(path)),
      [false, true, false, true],
    );
    assert.ok(existsSync(directory));
  });
});
