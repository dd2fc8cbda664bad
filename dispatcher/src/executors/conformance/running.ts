// What an executor promises of electrons: that they run, that their outcome comes back, and that their failures tell enough.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { encodeValue } from "covalent-ts/ship";
import type { OpenExecutor } from "../executor.ts";
import { type Bench, type End, openBench } from "./bench.ts";

export function runsElectrons(name: string, open: (directory: string) => OpenExecutor): void {
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
      const brought = async (x: number): Promise<End> => {
        const last = await end(start(square, [x]));
        // On a busy machine one that waits behind another may be.
        return last.type === "handed-back" ? brought(x) : last;
      };
      const keepOneSlotBusy = async (): Promise<void> => {
        while (given < 1_000) ends.push(await brought(given++));
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

      const train = async () => {
        const { Socket } = await import("node:net");
        return { model: { layers: [new Socket()] } };
      };
      const failed = await end(start(train, [], { name: "train" }));

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

    it("does not blame the next for what one leaves behind", async (t) => {
      const { start, end, outputOf, executor } = await bench(t);
      const leaveTimer = () => {
        setInterval(() => {
          throw new Error("left over");
        }, 1);
      };
      const wait = async () => {
        for (let turn = 0; turn < 20; turn += 1) await new Promise((later) => setTimeout(later, 1));
        return "undisturbed";
      };
      for (let slot = 0; slot < executor.slots; slot += 1) await end(start(leaveTimer));

      for (let slot = 0; slot < executor.slots; slot += 1)
        assert.equal(await outputOf(await end(start(wait))), "undisturbed");
    });
  });

  describe(`${name}, given a function that changes what it captured`, () => {
    it("lets each dispatch start from what was captured", async (t) => {
      const { start, end, outputOf, executor } = await bench(t);
      const seen = ["captured"];
      const add = (word: string) => seen.push(word) && seen;
      for (let slot = 0; slot < executor.slots; slot += 1) await end(start(add, ["first"], { dispatch: "first" }));

      const again = await end(start(add, ["second"], { dispatch: "second" }));

      assert.deepEqual(await outputOf(again), ["captured", "second"]);
    });
  });

  describe(`${name}, when a package was missing`, () => {
    it("finds it in the next dispatch, if it was installed meanwhile", async (t) => {
      const { start, end, outputOf, executor, directory } = await bench(t);
      const folder = join(directory, "node_modules", "late");
      await mkdir(join(directory, "node_modules"));
      const look = async () => (await import("late" as string)).here;
      const missed = Array.from({ length: executor.slots }, () => start(look, [], { dispatch: "before" }));
      for (const attempt of missed) {
        const failed = await end(attempt);
        assert.equal(failed.type === "threw" ? failed.error.code : failed.type, "PACKAGE_NOT_FOUND");
      }

      await mkdir(folder);
      await writeFile(
        join(folder, "package.json"),
        JSON.stringify({ name: "late", type: "module", exports: "./late.js" }),
      );
      await writeFile(join(folder, "late.js"), 'export const here = "found";');

      for (let slot = 0; slot < executor.slots; slot += 1)
        assert.equal(await outputOf(await end(start(look, [], { dispatch: "after" }))), "found");
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

    it("sends its electrons where it was sent itself, unless they say otherwise", async (t) => {
      const { start, end } = await bench(t);
      const { electron } = await import("covalent-ts");
      const anywhere = electron((x: number) => x);
      const elsewhere = electron((x: number) => x, { executor: "elsewhere" });
      const executor = { name: "here", options: { partition: "debug" } };

      const attempt = start(() => [anywhere(1), elsewhere(2)], [], { kind: "sublattice", executor });
      const traced = await end(attempt);

      assert.equal(traced.type, "traced", traced.type === "threw" ? traced.error.stack : "");
      assert.deepEqual(
        traced.lattice.graph.nodes.map((node) => node.executor),
        [executor, { name: "elsewhere" }],
      );
    });
  });
}
