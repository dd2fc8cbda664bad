// What an executor promises of ends that are not the electron's own: lost workers, stops, and its own closing.

import assert from "node:assert/strict";
import { once } from "node:events";
import { appendFileSync, readFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import type { OpenExecutor } from "../executor.ts";
import { type Bench, openBench } from "./bench.ts";

export function endsElectrons(name: string, open: (directory: string) => OpenExecutor): void {
  const bench = (t: TestContext): Promise<Bench> => openBench(t, open);

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

    for (const [signal, die] of [
      ["SIGKILL", () => process.kill(process.pid, "SIGKILL")],
      ["SIGSEGV", () => process.kill(process.pid, "SIGSEGV")],
      ["SIGABRT", () => process.abort()],
    ] as const) {
      it(`names the signal that ended it: ${signal}`, async (t) => {
        const { start, end } = await bench(t);

        const lost = await end(start(die));

        assert.equal(lost.type, "lost");
        assert.equal(lost.how, signal);
      });
    }

    it("runs it once, however soon it was killed: before anybody heard that it had started", async (t) => {
      const { start, end, directory } = await bench(t);
      const file = join(directory, "runs");
      const dieAtOnce = (to: string) => {
        appendFileSync(to, "ran\n");
        process.kill(process.pid, "SIGKILL");
      };

      for (let times = 1; times <= 5; times += 1) {
        assert.equal((await end(start(dieAtOnce, [file]))).type, "lost");
        assert.equal(readFileSync(file, "utf8"), "ran\n".repeat(times));
      }
    });

    it("runs the same function again, in the worker that takes its place", async (t) => {
      const { start, end, outputOf, executor } = await bench(t);
      const endAtZero = (x: number) => (x === 0 ? process.exit(1) : x);
      for (let slot = 0; slot < executor.slots; slot += 1)
        assert.equal((await end(start(endAtZero, [0]))).type, "lost");

      for (let x = 1; x <= executor.slots; x += 1) assert.equal(await outputOf(await end(start(endAtZero, [x]))), x);
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
        const signal = getContext()?.signal;
        console.log("waiting");
        await new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve()));
        console.log("tidied up");
      });
      await seen((outcome) => outcome.type === "output");
      executor.stop(attempt);

      assert.equal((await end(attempt)).type, "stopped");
      assert.equal(printed(attempt), "waiting\ntidied up\n");
    });

    it("ends what one has started that ends by itself", async (t) => {
      const { start, end, outputOf, executor, directory } = await bench(t);
      const connected = Promise.withResolvers<Socket>();
      const server = createServer(connected.resolve).listen(join(directory, "child"));
      t.after(() => server.close());

      const attempt = start(async () => {
        const { spawn } = await import("node:child_process");
        const { getContext } = await import("covalent-ts");
        const stayConnected = 'require("node:net").connect("child"); process.on("SIGTERM", () => {});';
        spawn(process.execPath, ["-e", stayConnected]).unref();
        await new Promise((resolve) => getContext()?.signal.addEventListener("abort", resolve));
      });
      const child = await connected.promise;
      const closed = once(child.resume(), "close");
      executor.stop(attempt);

      assert.equal((await end(attempt)).type, "stopped");
      await closed;
      assert.equal(await outputOf(await end(start(() => "fine"))), "fine");
    });

    it("ends one that hears its signal and goes on, by SIGTERM", async (t) => {
      const { start, seen, end, executor } = await bench(t);

      const attempt = start(() => {
        console.log("deaf");
        return new Promise(() => setInterval(() => {}, 1_000));
      });
      await seen((outcome) => outcome.type === "output");
      executor.stop(attempt);

      assert.equal((await end(attempt)).type, "stopped");
    });

    it("ends one whose thread is busy, and what that has started", async (t) => {
      const { start, end, outputOf, executor, directory } = await bench(t);
      const connected = Promise.withResolvers<Socket>();
      const server = createServer(connected.resolve).listen(join(directory, "child"));
      t.after(() => server.close());

      const attempt = start(async () => {
        const { spawn } = await import("node:child_process");
        const stayConnected = 'require("node:net").connect("child"); process.on("SIGTERM", () => {});';
        spawn(process.execPath, ["-e", stayConnected]);
        await new Promise((later) => setTimeout(later));
        for (;;);
      });
      const child = await connected.promise;
      // The child may be gone before the word of its worker's end is here.
      const childEnded = once(child.resume(), "close");
      executor.stop(attempt);

      assert.equal((await end(attempt)).type, "stopped");
      await childEnded;
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
