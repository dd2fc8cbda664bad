import assert from "node:assert/strict";
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { lastOlderLines, openLogReader } from "./cli/log-reader.ts";
import { temporaryDirectory } from "./dispatcher.fixture.ts";
import { keepLogSmall, logPath, olderLogPath } from "./log-file.ts";

/** A log that is written as a daemon writes it, a line at a time. */
async function aLog(test: TestContext, { largest = 100, older = 3 } = {}) {
  const directory = await temporaryDirectory(test);
  const fd = openSync(logPath(directory), "a");
  test.after(() => closeSync(fd));
  const { grown } = keepLogSmall({ fd, directory, largest, older });
  return {
    directory,
    fd,
    write(line: string) {
      writeSync(fd, `${line}\n`);
      grown(`${line}\n`);
    },
  };
}

const line = (n: number): string => `line ${n}`.padEnd(24, ".");
const lines = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, at) => line(from + at));

describe("the dispatcher's log", () => {
  it("is put away when it is full, and only so many are kept", async (test) => {
    const { directory, write } = await aLog(test);

    for (const it of lines(1, 30)) write(it);

    const read = (path: string): string[] => readFileSync(path, "utf8").trimEnd().split("\n");
    assert.deepEqual(readdirSync(directory).sort(), [
      "dispatcher.log",
      "dispatcher.log.1",
      "dispatcher.log.2",
      "dispatcher.log.3",
    ]);
    assert.deepEqual(read(logPath(directory)), lines(29, 30));
    assert.deepEqual(read(olderLogPath(directory, 1)), lines(25, 28));
    assert.deepEqual(read(olderLogPath(directory, 3)), lines(17, 20));
  });

  it("takes what else is written to stdout and stderr of the process, before and after", async (test) => {
    const { directory, write, fd } = await aLog(test);

    for (const it of lines(1, 4)) write(it);
    writeSync(fd, "FATAL ERROR: out of memory\n");

    assert.equal(readFileSync(logPath(directory), "utf8"), "FATAL ERROR: out of memory\n");
  });

  it("goes on as it is while it cannot be put away", async (test) => {
    const { directory, write } = await aLog(test);
    mkdirSync(`${logPath(directory)}.part`);
    for (const it of lines(1, 6)) write(it);
    assert.equal(readFileSync(logPath(directory), "utf8").trimEnd().split("\n").length, 6);

    await rm(`${logPath(directory)}.part`, { recursive: true });
    for (const it of lines(7, 12)) write(it);

    assert.ok(existsSync(olderLogPath(directory, 1)));
  });

  it("is left alone where stdout is another file", async (test) => {
    const directory = await temporaryDirectory(test);
    const fd = openSync(join(directory, "other.log"), "a");
    test.after(() => closeSync(fd));

    keepLogSmall({ fd, directory, largest: 10 }).grown(line(1));

    assert.deepEqual(readdirSync(directory), ["other.log"]);
  });
});

describe("a reader of the log", () => {
  it("misses no line when the log is put away while it reads, and repeats none", async (test) => {
    const { directory, write } = await aLog(test);
    const reader = openLogReader(directory);
    const read: string[] = [];

    for (let n = 1; n <= 40; n += 1) {
      write(line(n));
      if (n % 3 === 0) read.push(...((await reader.next()) ?? []));
    }
    read.push(...((await reader.next()) ?? []));

    assert.deepEqual(read, lines(1, 40));
  });

  it("waits for the end of a line", async (test) => {
    const { directory, fd } = await aLog(test);
    const reader = openLogReader(directory);

    writeSync(fd, "half a l");
    assert.deepEqual(await reader.next(), []);
    writeSync(fd, "ine\n");

    assert.deepEqual(await reader.next(), ["half a line"]);
  });

  it("goes on with a log that was removed and made anew", async (test) => {
    const { directory, write } = await aLog(test);
    const reader = openLogReader(directory);
    write("old");
    await reader.next();

    await rm(logPath(directory));
    assert.equal(await reader.next(), undefined);
    const fd = openSync(logPath(directory), "a");
    test.after(() => closeSync(fd));
    writeSync(fd, "new\n");

    assert.deepEqual(await reader.next(), ["new"]);
  });

  it("has the last lines of older logs", async (test) => {
    const { directory, write } = await aLog(test);
    for (const it of lines(1, 14)) write(it);

    assert.deepEqual(await lastOlderLines(directory, 6), lines(7, 12));
    assert.deepEqual(await lastOlderLines(directory, 0), []);
    assert.deepEqual((await lastOlderLines(directory, 1_000)).length, 12);
  });
});
