// Stores as every version so far left them, brought up to date. `released/` holds their rows as SQL.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, it } from "node:test";
import { aDispatcher, statesOf, temporaryDirectory } from "../dispatcher.fixture.ts";
import { tellStory } from "../engine/story.ts";
import { testExecutor } from "../shell/executor.fixture.ts";
import { openDatabase } from "./database.ts";
import { migrations, released } from "./migrations.ts";

const folder = new URL("./released/", import.meta.url);
const versions = readdirSync(folder).map((name) => Number(/\d+/.exec(name)?.[0]));

/** Writes the store of that version to the directory. */
function writeStore(directory: string, version: number): string {
  const path = join(directory, "store.sqlite");
  using database = new DatabaseSync(path);
  database.exec(readFileSync(new URL(`v${version}.sql`, folder), "utf8"));
  return path;
}

describe("the tables", () => {
  it("have a store of each released version to be tested with", () => {
    assert.ok(released <= migrations.length);
    assert.deepEqual(
      versions.toSorted((a, b) => a - b),
      Array.from({ length: released }, (_, step) => step + 1),
    );
  });

  for (const version of versions) {
    describe(`of version ${version}`, () => {
      it("are made alike, whether step by step or at once", async (test) => {
        const [old, young] = [await temporaryDirectory(test), await temporaryDirectory(test)];
        writeStore(old, version);

        const upgraded = openDatabase(join(old, "store.sqlite"), old);
        const made = openDatabase(join(young, "store.sqlite"), young);
        test.after(() => [upgraded, made].forEach((database) => void database.close()));

        const schema = "SELECT type, name, sql FROM sqlite_schema ORDER BY name";
        assert.deepEqual(upgraded.sql(schema).all(), made.sql(schema).all());
        assert.deepEqual(upgraded.sql("PRAGMA integrity_check").all(), [{ __proto__: null, integrity_check: "ok" }]);
      });

      it("give the dispatches, values, logs and stories that were there", async (test) => {
        const directory = await temporaryDirectory(test);
        writeStore(directory, version);
        const { store } = await aDispatcher(test, { directory, executor: testExecutor(() => "wait") });

        const { dispatches } = store.list({ limit: 10 });
        const completed = store.result(1);
        const drawn = store.document(1);
        const failed = store.result(2);

        assert.deepEqual(
          dispatches.map(({ dispatch, lattice, state }) => [dispatch, lattice, state]),
          [
            ["dispatch-3", "unfinished", "RUNNING"],
            ["dispatch-2", "fails", "FAILED"],
            ["dispatch-1", "completes", "COMPLETED"],
          ],
        );
        assert.deepEqual(completed?.value, {
          at: "assembled",
          template: new Uint8Array([0]),
          parts: [[2, { at: "inline", bytes: new Uint8Array([3]) }]],
        });
        assert.deepEqual(store.value(1, 1), {
          at: "assembled",
          template: new Uint8Array([0]),
          parts: [[1, { at: "inline", bytes: new Uint8Array([5]) }]],
        });
        assert.deepEqual(drawn && statesOf(drawn.document), {
          load: "COMPLETED",
          inner: "COMPLETED",
          fragile: "COMPLETED",
          half: "COMPLETED",
          add: "COMPLETED",
        });
        assert.equal(failed?.error?.cause?.message, "a rate of 10 is too high");
        assert.equal(store.electron(3, 1)?.log[0]?.text, "loading 12 rows\n");
        assert.deepEqual(
          store.electron(1, 2)?.attempts.map(({ outcome }) => outcome),
          ["lost", "completed"],
        );
        const story = tellStory(store.story(2), store.relations(2));
        assert.equal(story.length, 10);
        assert.match(story.at(-1) ?? "", /lattice FAILED because CovalentError: Lattice 'fails' failed/);
      });

      it("let what was unfinished go on, and repeat nothing that completed", async (test) => {
        const directory = await temporaryDirectory(test);
        writeStore(directory, version);

        const { ended, executor, store } = await aDispatcher(test, { directory });
        const document = await ended("dispatch-3");

        assert.equal(document.state, "COMPLETED");
        assert.deepEqual(
          executor.started.map(({ name, attempt }) => [name, attempt]),
          [
            ["slow", "3.1.2"],
            ["join", "3.2.1"],
          ],
        );
        assert.deepEqual(executor.started[1]?.inputs[0], [0, { at: "inline", bytes: new Uint8Array([1]) }]);
        assert.equal(store.electron(3, 1)?.log.length, 2);
      });
    });
  }

  it("stay as they were when a step fails half way", async (test) => {
    const directory = await temporaryDirectory(test);
    const path = writeStore(directory, 1);
    const steps = [
      ...migrations,
      "CREATE TABLE half (x TEXT) STRICT; DELETE FROM value",
      "INSERT INTO no_such_table VALUES (1)",
    ];
    const before = rowsOf(path);

    assert.throws(() => openDatabase(path, directory, steps), {
      code: "STORE_NOT_UPGRADED",
      about: { directory, from: 1, to: steps.length, reason: "no such table: no_such_table" },
    });

    assert.deepEqual(rowsOf(path), before);
  });
});

/** The version of a store, its tables, and how many rows each has. */
function rowsOf(path: string): unknown[] {
  using database = new DatabaseSync(path, { readOnly: true });
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all();
  return [
    database.prepare("PRAGMA user_version").get(),
    ...tables.map(({ name }) => [name, database.prepare(`SELECT count(*) FROM ${name}`).get()]),
  ];
}
