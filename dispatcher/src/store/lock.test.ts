import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { temporaryDirectory } from "../dispatcher.fixture.ts";
import { lockDirectory } from "./lock.ts";

describe("the lock of a data directory", () => {
  it("makes the directory for its owner only", async (test) => {
    const directory = join(await temporaryDirectory(test), "new", "data");

    await using _lock = await lockDirectory(directory);

    assert.equal((await stat(directory)).mode & 0o777, 0o700);
  });

  it("is refused while somebody has it, naming the process", async (test) => {
    const directory = await temporaryDirectory(test);
    await using _lock = await lockDirectory(directory);

    await assert.rejects(lockDirectory(directory, 0), {
      code: "DATA_DIRECTORY_IN_USE",
      about: { directory, pid: process.pid },
    });
  });

  it("is free again once it was given back", async (test) => {
    const directory = await temporaryDirectory(test);
    const lock = await lockDirectory(directory);
    await lock[Symbol.asyncDispose]();

    await using again = await lockDirectory(directory, 0);

    assert.ok(again);
  });

  it("goes to exactly one of many that start at once", async (test) => {
    const directory = await temporaryDirectory(test);

    const said = await Promise.all(Array.from({ length: 4 }, () => firstWord(lockHolder(test, directory))));

    assert.deepEqual(said.toSorted(), [
      "DATA_DIRECTORY_IN_USE",
      "DATA_DIRECTORY_IN_USE",
      "DATA_DIRECTORY_IN_USE",
      "locked",
    ]);
  });

  it("is free at once when its holder was killed", async (test) => {
    const directory = await temporaryDirectory(test);
    const holder = lockHolder(test, directory);
    assert.equal(await firstWord(holder), "locked");

    holder.kill("SIGKILL");
    await once(holder, "exit");

    await using lock = await lockDirectory(directory, 0);
    assert.ok(lock);
  });

  it("says that a directory cannot be written", {
    skip: process.getuid?.() === 0 && "root writes everywhere",
  }, async (test) => {
    const directory = await temporaryDirectory(test);
    await chmod(directory, 0o500);

    await assert.rejects(lockDirectory(directory), { code: "DATA_DIRECTORY_NOT_WRITABLE" });
  });

  it("says that what should be a directory is none", async (test) => {
    const directory = join(await temporaryDirectory(test), "file");
    await writeFile(directory, "");

    await assert.rejects(lockDirectory(directory), { code: "DATA_DIRECTORY_NOT_WRITABLE" });
  });
});

/** A process that takes the lock, says so, and keeps it; or says why not. */
function lockHolder(test: TestContext, directory: string): ChildProcess {
  const program = `
    import { lockDirectory } from ${JSON.stringify(import.meta.resolve("./lock.ts"))};
    try {
      globalThis.lock = await lockDirectory(${JSON.stringify(directory)}, 1_000);
      console.log("locked");
      setInterval(() => {}, 1_000_000);
    } catch (error) {
      console.log(error.code);
    }`;
  const child = spawn(process.execPath, ["--conditions=source", "--input-type=module", "--eval", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  test.after(() => child.kill("SIGKILL"));
  return child;
}

async function firstWord(child: ChildProcess): Promise<string> {
  for await (const chunk of child.stdout ?? []) return String(chunk).trim();
  return "";
}
