import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { describe, it } from "node:test";
import { ShippedFunction, unpack } from "../protocol/index.ts";
import { openProject } from "./fixtures/project.ts";
import { describeError, encodeValue, mapStack, receiveFunction, shipFunction } from "./index.ts";

const directory = process.cwd();
const ship = (fn: CallableFunction) => shipFunction(fn, { electron: "train" });
const receive = (shipped: ShippedFunction) => receiveFunction(shipped, { directory });
const contentOf = (fn: CallableFunction) => ship(fn).hash.split(".")[0];
const lineOf = (text: string) =>
  readFileSync(import.meta.filename, "utf8")
    .split("\n")
    .findIndex((it) => it.includes(text)) + 1;

/** One function of the same text each time, with what it captures. */
const using = (rate: unknown, helper: () => unknown = () => 1) => {
  const train = () => [rate, helper()];
  return train;
};

describe("the hash of a function", () => {
  it("is the same for the same text and captures", () => {
    assert.equal(ship(using({ a: [1] })).hash, ship(using({ a: [1] })).hash);
  });

  it("changes with a captured value", () => {
    assert.notEqual(ship(using({ a: [1] })).hash, ship(using({ a: [2] })).hash);
  });

  it("changes with the body of a captured helper", () => {
    assert.notEqual(contentOf(using(1, () => 1)), contentOf(using(1, () => 2)));
  });

  it("keeps its first part when the function only moves", () => {
    const here = (x: number) => x + 1;
    const there = [(x: number) => x + 1];

    assert.notEqual(ship(here).hash, ship(there[0] as typeof here).hash);
    assert.equal(contentOf(Object.defineProperty(there[0] as typeof here, "name", { value: "here" })), contentOf(here));
  });

  it("is the same in every process", async () => {
    await using project = await openProject({
      "main.ts": `
        import { pack } from "covalent-ts/protocol";
        import { shipFunction } from "covalent-ts/ship";
        import { join } from "node:path";
        const pool = Buffer.alloc(Number(process.env["NOISE"] ?? 0), 1);
        const model = { weights: new Float64Array([1, 2]), names: new Map([["é", Buffer.from("ab")]]), at: new Date(5) };
        class Trainer { #rate = 0.5; run(): string { return join(String(this.#rate), "x"); } }
        const trainer = new Trainer();
        const train = (x: number): unknown => [model, trainer.run(), x];
        process.stdout.write(pack(shipFunction(train, { electron: "train" })));`,
    });
    const hash = async () => ShippedFunction.parse(unpack(await project.run("main.ts"))).hash;

    assert.equal(await hash(), await hash());
  });
});

describe("a function that is shipped again", () => {
  it("is the same object as long as nothing changed", () => {
    const train = using([1]);

    assert.equal(ship(train), ship(train));
  });

  it("carries what changed in between", async () => {
    let steps = 1;
    const options = { rate: 1 };
    const train = () => [steps, options.rate];
    ship(train);

    steps += 1;
    options.rate = 5;

    assert.deepEqual((await receive(ship(train)))(), [2, 5]);
  });
});

describe("a function that arrives", () => {
  it("starts afresh with what it captured, each time that it is received", async () => {
    let calls = 0;
    const shipped = ship(() => ++calls);
    const [once, again] = [await receive(shipped), await receive(shipped)];

    assert.deepEqual([once(), once(), again()], [1, 2, 1]);
  });

  it("can still assign what it, or a function inside it, assigns", async () => {
    let steps = 1;
    let [low, high] = [0, 9];
    const swap = () => {
      [low, high] = [high, low];
    };
    const train = () => {
      for (const step of [() => steps++]) step();
      swap();
      return [steps, low, high];
    };

    const arrived = await receive(ship(train));

    assert.deepEqual(
      [arrived(), arrived()],
      [
        [2, 9, 0],
        [3, 0, 9],
      ],
    );
  });

  it("can assign by evaluating text", async () => {
    const train = new Function("let steps = 1; return (text) => { eval(text); return steps; };")();

    assert.equal((await receive(ship(train)))("steps = 5"), 5);
  });

  it("says which package is missing, and where it was looked for", async () => {
    await using project = await openProject({
      "main.ts": `
        import { pack } from "covalent-ts/protocol";
        import { shipFunction } from "covalent-ts/ship";
        import sum from "only-esm";
        process.stdout.write(pack(shipFunction(() => sum(1, 2), { electron: "add" })));`,
    });
    const shipped = ShippedFunction.parse(unpack(await project.run("main.ts")));
    await rm(`${project.directory}/node_modules/only-esm`, { recursive: true });

    await assert.rejects(receiveFunction(shipped, { directory: project.directory }), {
      code: "PACKAGE_NOT_FOUND",
      about: { specifier: "only-esm", directory: project.directory },
    });
  });
});

describe("a shipped function", () => {
  it("says where its author wrote it", () => {
    const shipped = ship(async function trainSlowly(rows: number[]) {
      return rows;
    });

    assert.equal(shipped.name, "trainSlowly");
    assert.equal(shipped.place?.file, import.meta.filename);
    assert.equal(shipped.place?.line, lineOf("async function trainSlowly(rows"));
    assert.match(shipped.source, /^async function trainSlowly\(rows/);
  });

  it("says where its author wrote it, if it is a class's method or a long class", () => {
    class Long {
      first = 1;

      second = 2;
      constructor(readonly: number) {
        this.first = readonly;
      }
    }
    const train = () => new Long(1);

    assert.equal(ship(train).place?.line, lineOf("const train = () => new Long(1)"));
    assert.equal(ship(Long as unknown as CallableFunction).place?.line, lineOf("class Long {"));
  });
});

describe("an error in a function that arrived", () => {
  it("has the author's line of an async arrow without a name, and none of Node's", async () => {
    const arrived = await receive(ship(async () => (await import("no-such-package" as string)).default));

    const { stack, place } = await arrived().then(assert.fail, describeError);

    assert.equal(place?.line, lineOf("no-such-package"));
    assert.match(stack, /\n {4}at async \/.*ship-function\.test\.ts:\d+:\d+$/);
  });

  it("has the author's lines, columns, and names", async () => {
    class Trainer {
      #steps = 3;
      static started = true;
      check(rows: number[]) {
        if (rows.length < this.#steps) throw new RangeError("too few rows");
      }
    }
    const trainer = new Trainer();
    const train = (rows: number[]) => {
      trainer.check(rows);
    };
    const arrived = await receive(ship(train));

    const { name, message, stack, place } = describeError(thrownBy(() => arrived([1])));

    const thrown = lineOf('throw new RangeError("too few rows")');
    const called = lineOf("      trainer.check(rows);");
    assert.equal(name, "RangeError");
    assert.equal(message, "too few rows");
    assert.deepEqual(place, { file: import.meta.filename, line: thrown, column: 46 });
    assert.deepEqual(stack.split("\n").slice(0, 3), [
      "RangeError: too few rows",
      `    at Trainer.check (${import.meta.filename}:${thrown}:46)`,
      `    at train (${import.meta.filename}:${called}:15)`,
    ]);
  });

  it("has them in its own `stack` as well, when that is mapped", async () => {
    const fail = () => {
      throw new Error("no");
    };
    const arrived = await receive(ship(fail));

    const error = thrownBy(() => arrived()) as Error;

    assert.match(String(error.stack), /covalent-ts:/);
    assert.match(
      mapStack(String(error.stack)),
      new RegExp(`at fail \\(${import.meta.filename}:${lineOf('throw new Error("no")')}:13\\)`),
    );
  });

  it("keeps them when it travels back as a value", async () => {
    const fail = () => new Error("returned");
    const arrived = await receive(ship(fail));
    const { bytes } = encodeValue(arrived(), { about: { what: "The output" } });

    assert.match(
      Buffer.from(bytes).toString("latin1"),
      new RegExp(`${import.meta.filename}:${lineOf('new Error("returned")')}:24`),
    );
  });
});

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (thrown) {
    return thrown;
  }
  return undefined;
}
