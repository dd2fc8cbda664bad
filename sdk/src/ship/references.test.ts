import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ShippedFunction, unpack } from "covalent-ts/protocol";
import * as z from "zod";
import { callShipped } from "./fixtures/elsewhere.ts";
import { openProject, type Project } from "./fixtures/project.ts";

/** Ships the functions of `cases` in the project's script, and runs each in a process that has imported nothing of it. */
async function callsFrom(project: Project, file: string, text: string): Promise<Record<string, unknown>> {
  await project.write(file, text);
  const shipped = z.record(z.string(), ShippedFunction).parse(unpack(await project.run(file)));
  const outcomes = await callShipped(shipped, project.directory);
  return Object.fromEntries([...outcomes].map(([title, { value, error }]) => [title, error?.stack ?? value]));
}

const shipAll = `
  import { pack } from "covalent-ts/protocol";
  import { shipFunction } from "covalent-ts/ship";
  export const ship = (cases) => process.stdout.write(pack(
    Object.fromEntries(Object.entries(cases).map(([title, fn]) => [title, shipFunction(fn, { electron: title })]))));`;

describe("a function of an ES module", () => {
  it("finds what it imports again, from packages and from files", async () => {
    await using project = await openProject({
      "ship-all.js": shipAll,
      "shapes.ts": `
        export class Square { side: number; constructor(side: number) { this.side = side; } area(): number { return this.side ** 2; } }
        export const unit = "cm"; export default function name(): string { return "shapes"; }
        let calls = 0; export const count = (): number => ++calls;`,
    });

    const values = await callsFrom(
      project,
      "main.ts",
      `
      import { ship } from "./ship-all.js";
      import sum, { Matrix, settings, limit } from "only-esm";
      import * as all from "only-esm";
      import { double, Point } from "old-style";
      import old from "old-style";
      import plus from "one-function";
      import shapesName, { Square, unit, count } from "./shapes.ts";
      import * as shapes from "./shapes.ts";
      import { readFileSync } from "node:fs";
      const point = new Point(4);
      const square: Square = new Square(3);
      const held = { double, Square, sum };
      count();
      ship({
        "default export": () => sum(1, 2),
        "class of a package": () => new Matrix([[1, 2], [3]]).sum(),
        "object of a package": () => settings.unit,
        "number of a package": () => limit,
        "namespace of a package": () => all.default(1, 1) + Object.keys(all).length,
        "named export of CommonJS": () => double(4),
        "default export of CommonJS": () => old.double(5),
        "instance of a package's class": () => [point.twice(), point instanceof Point],
        "function with properties": () => [plus(1), plus.version],
        "class of a file": () => new Square(2).area(),
        "instance of a class of a file": () => [square.area(), square instanceof Square, square instanceof shapes.Square],
        "constant of a file": () => unit,
        "default export of a file": () => shapesName(),
        "state of a module is that of the process": () => count(),
        "held in data": () => [held.double(1), new held.Square(5).area(), held.sum(1, 2)],
        "a built-in": () => typeof readFileSync,
      });`,
    );

    assert.deepEqual(values, {
      "default export": 3,
      "class of a package": 6,
      "object of a package": "cm",
      "number of a package": 10,
      "namespace of a package": 6,
      "named export of CommonJS": 8,
      "default export of CommonJS": 10,
      "instance of a package's class": [8, true],
      "function with properties": [101, 7],
      "class of a file": 4,
      "instance of a class of a file": [9, true, true],
      "constant of a file": "cm",
      "default export of a file": "shapes",
      "state of a module is that of the process": 1,
      "held in data": [2, 25, 3],
      "a built-in": "function",
    });
  });

  it("is sent on by whoever received it, with what it imported", async () => {
    await using project = await openProject({ "ship-all.js": shipAll });

    const values = await callsFrom(
      project,
      "main.ts",
      `
      import { ship } from "./ship-all.js";
      import Model from "factory/model.js";
      import { Matrix } from "only-esm";
      import * as all from "only-esm";
      const inner = () => [new Model().fit(2), new Matrix([[3]]).sum(), all.limit];
      ship({ "sent on": async () => {
        const { receiveFunction, shipFunction } = await import("covalent-ts/ship");
        const again = await receiveFunction(shipFunction(inner, { electron: "inner" }), { directory: process.cwd() });
        return again();
      } });`,
    );

    assert.deepEqual(values, { "sent on": [10, 3, 10] });
  });

  it("travels as text if to import its file were to start the author's script again", async () => {
    await using project = await openProject({
      "ship-all.js": shipAll,
      "part.ts": `
        import { main } from "./main.ts";
        export const viaCircle = (): string => main();`,
    });

    const values = await callsFrom(
      project,
      "main.ts",
      `
      import { ship } from "./ship-all.js";
      import { viaCircle } from "./part.ts";
      export function main(): string { return "main"; }
      ship({ direct: () => main() + viaCircle() });`,
    );

    assert.deepEqual(values, { direct: "mainmain" });
  });
});

describe("a function of a CommonJS script", () => {
  it("finds what it requires again", async () => {
    await using project = await openProject({
      "ship-all.js": shipAll,
      "local.cjs": "module.exports = { triple: (x) => x * 3 };",
    });

    const values = await callsFrom(
      project,
      "main.cjs",
      `
      const { double, Point } = require("old-style");
      const old = require("old-style");
      const path = require("path");
      const local = require("./local.cjs");
      const { triple } = local;
      const point = new Point(2);
      import("./ship-all.js").then(({ ship }) => ship({
        "named": () => double(1),
        "whole": () => old.double(2),
        "instance": () => point.twice(),
        "built-in": () => path.join("a", "b"),
        "file": () => [local.triple(1), triple(2)],
        "required inside": () => require("old-style").double(3),
        "where it lies": () => path.basename(__filename) + path.basename(__dirname).slice(0, 8),
        "sloppy mode": function () { return (function () { return this === globalThis; })(); },
        "imported inside": async () => (await import("only-esm")).default(2, 3),
      }));`,
    );

    assert.deepEqual(values, {
      named: 2,
      whole: 4,
      instance: 4,
      "built-in": "a/b",
      file: [3, 6],
      "required inside": 6,
      "where it lies": "main.cjscovalent",
      "sloppy mode": true,
      "imported inside": 5,
    });
  });
});

describe("what a package keeps to itself", () => {
  it("is refused by name", async () => {
    await using project = await openProject();
    await project.write(
      "main.ts",
      `
      import { shipFunction } from "covalent-ts/ship";
      import old from "old-style";
      const inner = old.make();
      try { shipFunction(() => inner(1), { electron: "use" }); } catch (error) { console.log((error as Error).message); }`,
    );

    const said = String(await project.run("main.ts"));

    assert.match(said, /^Electron 'use' needs use → inner, which cannot be sent to another process: /);
    assert.match(said, /is an inner function of the package 'old-style', which does not export it \(.*main\.ts:\d+\)/);
  });
});

describe("a file that was edited", () => {
  it("makes another function of one that imports it", async () => {
    const main = `
      import { pack } from "covalent-ts/protocol";
      import { shipFunction } from "covalent-ts/ship";
      import { rate } from "./rate.ts";
      process.stdout.write(pack(shipFunction(() => rate(), { electron: "pay" })));`;
    await using project = await openProject({ "main.ts": main, "rate.ts": "export const rate = () => 1;" });
    const before = ShippedFunction.parse(unpack(await project.run("main.ts")));

    await project.write("rate.ts", "export const rate = () => 2;");

    const after = ShippedFunction.parse(unpack(await project.run("main.ts")));
    assert.notEqual(after.hash, before.hash);
    const outcomes = await callShipped({ after }, project.directory);
    assert.deepEqual(outcomes.get("after"), { value: 2 });
  });
});
