import assert from "node:assert/strict";
import { Session } from "node:inspector/promises";
import { after, before, describe, it } from "node:test";
import { becomeHost, cellGlobals, host } from "../host.ts";
import { callShipped } from "./fixtures/elsewhere.ts";
import { openProject, type Project } from "./fixtures/project.ts";
import { describeError, receiveFunction, shipFunction } from "./index.ts";

/** Evaluates cells as the kernel does: through the inspector, in REPL mode, with imports turned into calls. */
describe("a function that is defined in notebook cells", () => {
  const session = new Session();
  const hostBefore = host();
  const namespaces = new Map<object, { specifier: string; directory: string }>();
  const exported = new Map<object, { specifier: string; directory: string; name: string }>();
  let project: Project;
  let cells = 0;

  before(async () => {
    project = await openProject({ "shapes.ts": "export const area = (side: number): number => side ** 2;" });
    session.connect();
    becomeHost({
      notebook: `${project.directory}/work.ipynb`,
      cellOf: (name) => (name.startsWith("cell:") ? Number(name.slice(5)) : undefined),
      importedFrom: (namespace) => namespaces.get(namespace),
      exportedFrom: (value) => exported.get(value),
    });
    const importModule = async (specifier: string) => {
      const { importFrom } = await import("./import-from.ts");
      const { directory } = project;
      const namespace = await importFrom({ specifier, directory }, directory);
      namespaces.set(namespace, { specifier, directory });
      for (const [name, value] of Object.entries(namespace)) exported.set(value, { specifier, directory, name });
      return namespace;
    };
    const hidden = (value: unknown) => ({ value, configurable: true, enumerable: false });
    Object.defineProperty(globalThis, cellGlobals.import, hidden(importModule));
    Object.defineProperty(globalThis, cellGlobals.meta, hidden({ url: "file:///here.ts" }));
  });
  after(async () => {
    becomeHost(hostBefore);
    session.disconnect();
    Reflect.deleteProperty(globalThis, cellGlobals.import);
    Reflect.deleteProperty(globalThis, cellGlobals.meta);
    await project[Symbol.asyncDispose]();
  });

  async function cell(code: string): Promise<void> {
    const expression = `${code}\n//# sourceURL=cell:${++cells}`;
    const told: unknown = await session.post("Runtime.evaluate", { expression, replMode: true, awaitPromise: true });
    assert(!JSON.stringify(told).includes('"exceptionDetails"'), JSON.stringify(told));
  }
  const shipped = (name: string) => shipFunction(Reflect.get(globalThis, name) as CallableFunction, { electron: name });
  async function elsewhere(name: string): Promise<unknown> {
    const { value, error } = (await callShipped({ [name]: shipped(name) }, project.directory)).get(name) ?? {};
    return error?.stack ?? value;
  }

  it("sees what a later cell declares again, although it was shipped before", async () => {
    await cell("const factor = 1; let offset2 = 0; function scaled(x) { return x * factor + offset2; }");
    await cell("globalThis.watched = () => scaled(2);");
    const { hash } = shipped("watched");
    assert.equal(shipped("watched").hash, hash);
    await cell("const factor = 5;");
    assert.equal(await elsewhere("watched"), 10);
    await cell("offset2 = 1;");
    assert.equal(await elsewhere("watched"), 11);
    await cell("function scaled(x) { return -x * factor; }");
    assert.equal(await elsewhere("watched"), -10);
  });

  it("sees what earlier cells declared, and declared again", async () => {
    await cell("const rate = 1; let model = new Map([[1, 2]]); function helper(x) { return x * rate + offset; }");
    await cell("const rate = 3; class Trainer { #steps = 4; static made = 1; run() { return this.#steps * rate; } }");
    await cell("var offset = 100; const trainer = new Trainer();");
    await cell("globalThis.train = () => [helper(2), model.get(1), trainer.run(), new Trainer().run(), Trainer.made];");

    assert.deepEqual(await elsewhere("train"), [106, 2, 12, 12, 1]);
  });

  it("sees variables that share a scope with `await`", async () => {
    await cell("await 0; { const inner = 3; globalThis.scoped = () => inner * rate; }");

    assert.equal(await elsewhere("scoped"), 9);
  });

  it("finds what cells imported", async () => {
    const i = cellGlobals.import;
    await cell(`let { default: sum, limit, settings } = await ${i}("only-esm"); let all = await ${i}("only-esm");`);
    await cell(`let { double, Point } = (await ${i}("old-style")).default; let fs = await ${i}("node:fs");`);
    await cell(`let { area } = await ${i}("./shapes.ts"); const point = new Point(4);`);
    await cell(
      "globalThis.imports = () => [sum(1, 2), limit, settings.unit, all.default(3), double(4), point.twice(), area(3), typeof fs.statSync];",
    );

    assert.deepEqual(await elsewhere("imports"), [3, 10, "cm", 3, 8, 8, 9, "function"]);
  });

  it("may import by itself", async () => {
    await cell(
      `globalThis.importer = async () => [(await ${cellGlobals.import}("./shapes.ts")).area(5), ${cellGlobals.meta}.url];`,
    );

    assert.deepEqual(await elsewhere("importer"), [25, `file://${project.directory}/cell.ts`]);
  });

  it("says its cell, and errors in it do", async () => {
    await cell(
      "\nconst check = (rows) => {\n  if (rows < 3) throw new Error('too few');\n};\nconst fails = () => check(1); globalThis.fails = fails;",
    );
    const count = cells;

    const one = shipped("fails");

    assert.deepEqual(one.place, { file: `${project.directory}/work.ipynb`, line: 5, column: 15, cell: count });
    const fn = await receiveFunction(one, { directory: project.directory });
    assert.throws(fn as () => void, (thrown) => {
      const { stack, place } = describeError(thrown);
      assert.deepEqual(stack.split("\n").slice(0, 3), [
        "Error: too few",
        `    at check (Cell [${count}]:3:23)`,
        `    at fails (Cell [${count}]:5:21)`,
      ]);
      assert.equal(place?.cell, count);
      return true;
    });
  });
});
