// What every executor promises the dispatcher, as one suite: a new executor passes it with a line in its own test.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { encodeValue } from "covalent-ts/ship";
import { type Bench, type End, openBench } from "./executor.bench.ts";
import type { OpenExecutor } from "./executor.ts";

/** What an executor does when asked, told with functions that run in its workers. `open` gives it at least two slots. */
export function anExecutor(name: string, open: (directory: string) => OpenExecutor): void {
  const bench = (t: TestContext): Promise<Bench> => openBench(t, open);

  describe(`${name}, given an electron`, () => {
    it("says that it started, and then what it returned", async (t) => {
      const { start, end, outputOf, outcomes } = await bench(t);

      const attempt = start((x: number, y: number) => x * y, [6, 7]);

      assert.equal(await outputOf(await end(attempt)), 42);
      assert.deepEqual(
        outcomes.map(({ type }) => type),
        ["started", "returned"],
      );
    });

    it("waits for what the function promises", async (t) => {
      const { start, end, outputOf } = await bench(t);

      const attempt = start(async (x: number) => (await Promise.resolve(x)) + 1, [1]);

      assert.equal(await outputOf(await end(attempt)), 2);
    });

    it("fills the holes of the call with outputs of others, big ones too", async (t) => {
      const { start, end, outputOf, directory } = await bench(t);
      const big = start((n: number) => new Float64Array(n).fill(0.5), [50_000]);
      const made = await end(big);
      assert.equal(made.type, "returned");
      assert.equal(made.value.at, "blob");
      const hole = {};
      const { bytes, holes } = encodeValue([{ data: hole }, 2], {
        about: { what: "the call" },
        holeOf: (value) => (value === hole ? { node: 3, steps: [] } : undefined),
      });

      const attempt = start(
        (x: { data: Float64Array }, by: number) => x.data.reduce((sum, one) => sum + one) * by,
        [],
        {
          call: bytes,
          inputs: [[3, made.value]],
        },
      );

      assert.deepEqual(holes, [3]);
      assert.equal(await outputOf(await end(attempt)), 50_000);
      assert.ok(existsSync(join(directory, "objects")));
    });

    it("shows what came back in a few words, with its size", async (t) => {
      const { start, end } = await bench(t);

      const ended = await end(start(() => [1, 2, 3]));

      assert.equal(ended.type, "returned");
      assert.equal(ended.printed.text, "[ 1, 2, 3 ]");
      assert.ok(ended.printed.size > 0);
    });

    it("runs it in the folder that its author works in", async (t) => {
      const { start, end, outputOf, directory } = await bench(t);

      assert.equal(await outputOf(await end(start(() => process.cwd()))), directory);
    });

    it("runs as many at a time as it has slots", async (t) => {
      const { start, end, outputOf, executor } = await bench(t);
      // Each waits for the other: one after the other, neither would end.
      const meet = async (mine: string, theirs: string) => {
        const { existsSync, writeFileSync } = await import("node:fs");
        writeFileSync(mine, "");
        while (!existsSync(theirs)) await new Promise((again) => setTimeout(again, 1));
        return "met";
      };

      const both = [start(meet, ["left", "right"]), start(meet, ["right", "left"])];

      assert.ok(executor.slots >= 2);
      for (const attempt of both) assert.equal(await outputOf(await end(attempt)), "met");
    });

    it("brings a thousand of them to their own ends", async (t) => {
      const { start, end, outputOf, executor } = await bench(t);
      const square = (x: number) => x * x;
      const ends: End[] = [];
      let given = 0;
      const keepOneSlotBusy = async (): Promise<void> => {
        while (given < 1_000) ends.push(await end(start(square, [given++])));
      };

      await Promise.all(Array.from({ length: executor.slots }, keepOneSlotBusy));

      const values = await Promise.all(ends.map(outputOf));
      assert.deepEqual(
        values.map(Number).sort((a, b) => a - b),
        Array.from({ length: 1_000 }, (_, n) => n * n),
      );
    });
  });

  describe(`${name}, when an electron fails`, () => {
    it("says what was thrown, and runs the next", async (t) => {
      const { start, end, outputOf } = await bench(t);

      const failed = await end(
        start(() => {
          throw new RangeError("no such thing", { cause: new Error("the reason") });
        }),
      );

      assert.equal(failed.type, "threw");
      assert.equal(failed.error.name, "RangeError");
      assert.equal(failed.error.message, "no such thing");
      assert.equal(failed.error.cause?.message, "the reason");
      assert.equal(await outputOf(await end(start(() => "fine"))), "fine");
    });

    it("takes anything that was thrown", async (t) => {
      const { start, end } = await bench(t);

      const failed = await end(
        start(() => {
          throw "just words";
        }),
      );

      assert.equal(failed.type, "threw");
      assert.match(failed.error.message, /just words/);
    });

    it("names the electron and the path of an output that cannot be sent", async (t) => {
      const { start, end } = await bench(t);

      const failed = await end(start(() => ({ model: { layers: [new WeakMap()] } }), [], { name: "train" }));

      assert.equal(failed.type, "threw");
      assert.equal(failed.error.code, "VALUE_CANNOT_TRAVEL");
      assert.match(failed.error.message, /'train'/);
      assert.match(failed.error.message, /layers/);
    });

    it("says which folder is missing", async (t) => {
      const { start, end } = await bench(t);

      const failed = await end(start(() => 1, [], { directory: "/nowhere/at/all" }));

      assert.equal(failed.type, "threw");
      assert.equal(failed.error.code, "DIRECTORY_NOT_ENTERED");
      assert.match(failed.error.message, /\/nowhere\/at\/all.*ENOENT/);
    });

    it("fails it for an error that nobody catches, which a timer throws while it runs", async (t) => {
      const { start, end, outputOf } = await bench(t);

      const failed = await end(
        start(async () => {
          setTimeout(() => {
            throw new TypeError("from a timer");
          });
          await new Promise(() => setInterval(() => {}, 1_000));
        }),
      );

      assert.equal(failed.type, "threw");
      assert.equal(failed.error.message, "from a timer");
      assert.equal(await outputOf(await end(start(() => "fine"))), "fine");
    });

    it("fails it for a promise that it leaves rejected", async (t) => {
      const { start, end } = await bench(t);

      const failed = await end(
        start(() => {
          void Promise.reject(new TypeError("nobody waits for this"));
          return 1;
        }),
      );

      assert.equal(failed.type, "threw");
      assert.equal(failed.error.message, "nobody waits for this");
    });
  });

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

  describe(`${name}, when a worker ends under an electron`, () => {
    it("says that it is lost, how, and the last it said; then runs the next", async (t) => {
      const { start, end, outputOf } = await bench(t);

      const attempt = start(() => {
        console.error("about to go");
        process.exit(3);
      });
      const lost = await end(attempt);

      assert.equal(lost.type, "lost");
      assert.equal(lost.how, "exit code 3");
      assert.equal(lost.stderr, "about to go\n");
      assert.equal(await outputOf(await end(start(() => "fine"))), "fine");
    });

    it("names the signal that ended it", async (t) => {
      const { start, end } = await bench(t);

      const lost = await end(start(() => process.kill(process.pid, "SIGKILL")));

      assert.equal(lost.type, "lost");
      assert.equal(lost.how, "SIGKILL");
    });

    it("reports all that it printed before", async (t) => {
      const { start, end, printed } = await bench(t);

      const attempt = start(() => {
        process.stdout.write("x".repeat(1_000_000));
        process.exit(1);
      });
      await end(attempt);

      assert.equal(printed(attempt).length, 1_000_000);
    });
  });

  describe(`${name}, told to stop an electron`, () => {
    it("lets one that listens to its signal end by itself", async (t) => {
      const { start, seen, end, printed, executor } = await bench(t);

      const attempt = start(async () => {
        const { getContext } = await import("covalent-ts");
        const { signal } = getContext();
        console.log("waiting");
        await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
        console.log("tidied up");
      });
      await seen((outcome) => outcome.type === "output");
      executor.stop(attempt);

      assert.equal((await end(attempt)).type, "stopped");
      assert.equal(printed(attempt), "waiting\ntidied up\n");
    });

    it("ends one whose thread is busy, and what that has started", async (t) => {
      const { start, seen, end, outputOf, executor } = await bench(t);

      const attempt = start(async () => {
        const { spawn } = await import("node:child_process");
        const child = spawn("sleep", ["600"]);
        console.log(child.pid);
        for (;;);
      });
      const said = await seen((outcome) => outcome.type === "output");
      executor.stop(attempt);

      assert.equal((await end(attempt)).type, "stopped");
      assert.equal(said.type, "output");
      assert.throws(() => process.kill(Number(said.text), 0), { code: "ESRCH" });
      assert.equal(await outputOf(await end(start(() => "fine"))), "fine");
    });

    it("ends one that ignores SIGTERM", async (t) => {
      const { start, seen, end, executor } = await bench(t);

      const attempt = start(() => {
        process.on("SIGTERM", () => {});
        console.log("deaf");
        for (;;);
      });
      await seen((outcome) => outcome.type === "output");
      executor.stop(attempt);

      assert.equal((await end(attempt)).type, "stopped");
    });

    it("answers for one that has not begun", async (t) => {
      const { start, end, executor } = await bench(t);

      const attempts = Array.from({ length: executor.slots }, () => start(() => new Promise(() => {})));
      for (const attempt of attempts) executor.stop(attempt);

      for (const attempt of attempts) assert.equal((await end(attempt)).type, "stopped");
    });
  });

  describe(`${name}, given a sublattice`, () => {
    it("gives back its graph, traced with the real arguments", async (t) => {
      const { start, end } = await bench(t);
      const { electron } = await import("covalent-ts");
      const double = electron((x: number) => x * 2);

      const attempt = start((xs: number[]) => xs.map((x) => double(x)), [[1, 2, 3]], { kind: "sublattice" });
      const traced = await end(attempt);

      assert.equal(traced.type, "traced", traced.type === "threw" ? traced.error.stack : "");
      assert.deepEqual(
        traced.lattice.graph.nodes.map((node) => node.name),
        ["double", "double", "double"],
      );
      assert.equal(traced.lattice.functions.length, 1);
    });
  });

  describe(`${name}, closed`, () => {
    it("leaves no process behind, and says nothing of what it stopped", async (t) => {
      const { start, seen, executor, outcomes } = await bench(t);
      const attempt = start(() => new Promise(() => setInterval(() => {}, 1_000)));
      await seen((outcome) => outcome.type === "started" && outcome.attempt === attempt);
      const pids = executor.workers().map(({ pid }) => pid);

      await executor[Symbol.asyncDispose]();
      await executor[Symbol.asyncDispose]();

      for (const pid of pids) assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
      assert.deepEqual(
        outcomes.map(({ type }) => type),
        ["started"],
      );
    });
  });
}
