// The log reads as sentences, and nothing in it is lost.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readableLogLine } from "./log-lines.ts";
import type { Terminal } from "./terminal.ts";

const plain: Terminal = { print() {}, write() {}, remark() {}, style: (_, text) => text };
const now = new Date(2026, 10, 22, 15, 0).getTime();
const time = new Date(2026, 10, 22, 14, 2, 10).getTime();

describe("a line of the log", () => {
  it("is a time, a level, a sentence and its facts", () => {
    const line = JSON.stringify({
      level: 40,
      time,
      pid: 1,
      hostname: "h",
      worker: "w1",
      how: "exit code 3",
      msg: "worker ended",
    });

    assert.equal(readableLogLine(line, plain, now), '14:02:10  warn   worker ended  worker=w1 how="exit code 3"');
  });

  it("has the stack of its error under it", () => {
    const line = JSON.stringify({ level: 60, time, err: { stack: "Error: no\n    at x" }, msg: "dispatcher failed" });

    assert.equal(readableLogLine(line, plain, now), "14:02:10  fatal  dispatcher failed\n    Error: no\n        at x");
  });

  it("that is no JSON stays as it is", () => {
    assert.equal(readableLogLine("node: bad option", plain, now), "node: bad option");
    assert.equal(readableLogLine('{"half":', plain, now), '{"half":');
  });
});
