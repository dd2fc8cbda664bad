// What an executor promises of output: all of it, in order, in time, and nobody else's.

import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import type { OpenExecutor } from "../executor.ts";
import { type Bench, openBench } from "./bench.ts";

export function reportsOutput(name: string, open: (directory: string) => OpenExecutor): void {
  const bench = (t: TestContext): Promise<Bench> => openBench(t, open);

  describe(`${name}, when an electron prints`, () => {
    it("reports all of it before its end, by stream", async (t) => {
      const { start, end, printed, outcomes } = await bench(t);

      const attempt = start(() => {
        console.log("to stdout");
        console.error("to stderr");
        process.stdout.write("no newline");
      });
      await end(attempt);

      assert.equal(printed(attempt, "stdout"), "to stdout\nno newline");
      assert.equal(printed(attempt, "stderr"), "to stderr\n");
      assert.equal(outcomes.at(-1)?.type, "returned");
    });

    it("reports it while the electron's thread is busy", async (t) => {
      const { start, seen, end, executor } = await bench(t);

      const attempt = start(() => {
        console.log("spinning");
        for (;;);
      });

      await seen((outcome) => outcome.type === "output" && outcome.text === "spinning\n");
      executor.stop(attempt);
      await end(attempt);
    });

    it("reports what its child processes print", async (t) => {
      const { start, end, printed } = await bench(t);

      const attempt = start(async () => {
        const { spawnSync } = await import("node:child_process");
        spawnSync("sh", ["-c", "echo from a child; echo and its stderr >&2"], { stdio: "inherit" });
      });
      await end(attempt);

      assert.equal(printed(attempt, "stdout"), "from a child\n");
      assert.equal(printed(attempt, "stderr"), "and its stderr\n");
    });

    it("reports what is written past Node's own streams", async (t) => {
      const { start, end, printed } = await bench(t);

      const attempt = start(async () => {
        const { writeSync } = await import("node:fs");
        writeSync(1, "straight to the descriptor");
      });
      await end(attempt);

      assert.equal(printed(attempt), "straight to the descriptor");
    });

    it("loses and splits nothing of a flood", async (t) => {
      const { start, end, printed } = await bench(t);
      const line = `${"žluťoučký kůň 🐎 ".repeat(20)}\n`;

      const attempt = start(
        (text: string) => {
          for (let n = 0; n < 5_000; n += 1) process.stdout.write(text);
        },
        [line],
      );
      await end(attempt);

      assert.ok(printed(attempt) === line.repeat(5_000));
    });

    it("keeps the output of one electron apart from the next one's", async (t) => {
      const { start, end, printed } = await bench(t);
      const shout = (what: string) => console.log(what);

      for (let n = 0; n < 50; n += 1) {
        const attempt = start(shout, [`line ${n}`]);
        await end(attempt);

        assert.equal(printed(attempt), `line ${n}\n`);
      }
    });
  });
}
