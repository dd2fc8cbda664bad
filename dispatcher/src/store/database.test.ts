import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, it } from "node:test";
import { temporaryDirectory } from "../dispatcher.fixture.ts";
import { openDatabase } from "./database.ts";
import { migrations } from "./migrations.ts";
import { openStore } from "./store.ts";

describe("the database", () => {
  it("writes ahead, and syncs every commit", async (test) => {
    const directory = await temporaryDirectory(test);

    const database = openDatabase(join(directory, "store.sqlite"), directory);
    test.after(() => database.close());

    assert.equal(database.sql("PRAGMA journal_mode").get()?.["journal_mode"], "wal");
    assert.equal(database.sql("PRAGMA synchronous").get()?.["synchronous"], 2);
    assert.equal(database.sql("PRAGMA user_version").get()?.["user_version"], migrations.length);
  });

  it("has all of a transaction on disk, or nothing", async (test) => {
    const directory = await temporaryDirectory(test);
    const database = openDatabase(join(directory, "store.sqlite"), directory);
    test.after(() => database.close());
    const insert = "INSERT INTO function (hash, name, source, code) VALUES ('h', 'f', '', x'')";

    assert.throws(
      () =>
        database.transact(() => {
          database.sql(insert).run();
          throw new Error("half way");
        }),
      /half way/,
    );

    assert.equal(database.sql("SELECT count(*) AS n FROM function").get()?.["n"], 0);
    database.transact(() => database.sql(insert).run());
    assert.equal(database.sql("SELECT count(*) AS n FROM function").get()?.["n"], 1);
  });

  it("leaves a store alone that a newer dispatcher wrote", async (test) => {
    const directory = await temporaryDirectory(test);
    using newer = new DatabaseSync(join(directory, "store.sqlite"));
    newer.exec(`PRAGMA user_version = ${migrations.length + 1}`);

    assert.throws(() => openStore(directory), {
      code: "STORE_TOO_NEW",
      about: { directory, theirs: migrations.length + 1, ours: migrations.length },
    });
  });
});
