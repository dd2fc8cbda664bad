import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { describe, it } from "node:test";
import { messages, notebook, placed, run } from "./notebook.fixture.ts";

describe("imports of a cell", () => {
  it("bring the SDK's types, in a folder without any package", async (t) => {
    const { language } = await notebook(t);

    const [, trained] = await run(
      language,
      "import * as ct from 'covalent-ts';\nconst trainSvm = ct.electron(async (data: number[][], C: number) => ({ support: data.length * C }));",
      "const flow = ct.lattice(() => {\n  return trainSvm('x', 1);\n});",
    );

    assert.deepEqual(trained, ["2:19 TS2345"]);
  });

  it("find files beside the notebook, as they are now", async (t) => {
    const { language, write } = await notebook(t, {
      "data/util.ts": "import { unit } from './unit.js'; export const size = unit",
      "data/unit.ts": "export const unit = 1",
      "rows.json": '[{ "x": 1 }]',
    });
    const cell = "import { size } from './data/util.ts'; import rows from './rows.json'; size.toFixed(); rows[0].x";

    assert.deepEqual(await messages(language, cell), []);
    write({ "data/unit.ts": "export const unit = 'one'; // now in words" });
    assert.deepEqual(placed(await language.check(cell)), ["1:77 TS2551"]);
    assert.deepEqual(placed(await language.check("import { late } from './late'")), ["1:22 TS2307"]);
    write({ "late.ts": "export const late = 1" });
    assert.deepEqual(await messages(language, "import { late } from './late'"), []);
  });

  it("are followed while other cells are asked about", async (t) => {
    const { language, write } = await notebook(t, { "unit.ts": "export const unit = 1" });
    const cell = "import { unit } from './unit'; unit.toFixed()";
    assert.deepEqual(await messages(language, cell), []);
    await language.check("1 + 1");

    write({ "unit.ts": "export const unit = 'one'; // now in words" });

    await language.check("2 + 2");
    assert.deepEqual(placed(await language.check(cell)), ["1:37 TS2551"]);
  });

  it("find packages of the folder, also when they are installed later; one without types is any", async (t) => {
    const typed = {
      "node_modules/typed/package.json": '{ "name": "typed", "types": "t.d.ts" }',
      "node_modules/typed/t.d.ts": "export const one: 1",
    };
    const untyped = {
      "node_modules/untyped/package.json": '{ "name": "untyped", "main": "u.js" }',
      "node_modules/untyped/u.js": "module.exports = {}",
    };
    const { language, write } = await notebook(t, { ...typed, ...untyped, "node_modules/.package-lock.json": "{}" });

    assert.deepEqual(
      await run(
        language,
        "import { one } from 'typed'; one.toFixed(); import u from 'untyped'; u.anything.at.all()",
        "import 'later'",
        "one.length",
      ),
      [[], ["1:8 TS2882"], ["1:5 TS2339"]],
    );
    write({
      "node_modules/later/package.json": '{ "name": "later" }',
      "node_modules/later/index.d.ts": "export {}",
      "node_modules/.package-lock.json": '{ "name": "x" }',
    });
    assert.deepEqual(await run(language, "import 'later'", "one.length"), [[], ["1:5 TS2339"]]);
  });

  it("leave no file in the folder", async (t) => {
    const { language, directory } = await notebook(t);

    await run(language, "const a = 1", "a");
    await language.complete("a", 1);

    assert.deepEqual(readdirSync(directory), []);
  });
});
