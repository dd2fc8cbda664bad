import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, it } from "node:test";
import { lives } from "./lives.ts";

describe("a process", () => {
  it("lives until it has ended", async () => {
    const child = spawn("sleep", ["60"]);
    const { pid = 0 } = child;

    assert.equal(lives(process.pid), true);
    assert.equal(lives(pid), true);
    child.kill("SIGKILL");
    await once(child, "exit");

    assert.equal(lives(pid), false);
  });

  it("has ended although nobody took note of it", { skip: process.platform !== "linux" }, async (t) => {
    // The parent turns into a program that never asks after the child that it had as a shell.
    const parent = spawn("sh", ["-c", "read go <&3 & echo $!; exec sleep 60"], {
      stdio: ["ignore", "pipe", "inherit", "pipe"],
    });
    t.after(() => parent.kill("SIGKILL"));
    const [line] = await once(parent.stdout ?? assert.fail(), "data");
    const pid = Number(String(line));
    const before = lives(pid);

    const [, , , go] = parent.stdio;
    if (go && "end" in go) go.end("\n");
    while (lives(pid)) await new Promise(setImmediate);

    assert.equal(before, true);
    assert.equal(process.kill(pid, 0), true);
  });
});
