import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { messages, notebook, placed, run } from "./notebook.fixture.ts";

describe("a cell by itself", () => {
  it("is told what is wrong, and where", async (t) => {
    const { language } = await notebook(t);

    const found = await language.check('const fine = 1;\n  const wrong: number = "text";');

    assert.deepEqual(found, [
      {
        line: 2,
        column: 9,
        endLine: 2,
        endColumn: 14,
        code: 2322,
        message: "Type 'string' is not assignable to type 'number'.",
        severity: "error",
      },
    ]);
  });

  it("is told that JSX is off, and nothing else, and how a package comes that is not there", async (t) => {
    const { language } = await notebook(t);

    assert.deepEqual(placed(await language.check("1;\nconst x = <div className='a'>hi there</div>;")), [
      "2:11 TS17004",
    ]);
    assert.deepEqual(placed(await language.check("const cast = <string>JSON.parse('1'); cast.nope")), ["1:44 TS2339"]);
    const [missing] = await language.check("import a from '@no/such/deep'; a");
    assert.match(missing?.message ?? "", /`%npm install @no\/such` brings it\.$/);
    const [local] = await language.check("import a from './such.ts'; a");
    assert.doesNotMatch(local?.message ?? "", /npm/);
  });

  it("is checked with Node's types also when it is the first, which may be before they are read", async (t) => {
    for (const [cell, found] of [
      ["process.cwd().length + Buffer.from('a').length", []],
      ["Buffer.from('a').nope", ["1:18 TS2339"]],
      ["import { readFileSync } from 'node:fs'; readFileSync(1, 2, 3)", ["1:60 TS2554"]],
    ] as const) {
      const { language } = await notebook(t);
      assert.deepEqual(placed(await language.check(cell)), found, cell);
    }
  });

  it("may be as loose as notebooks are", async (t) => {
    const { language } = await notebook(t);

    const cells = [
      "1 + 1",
      "[1, 2, 3]; 'unused'",
      "1, 2",
      "{ a: 1, b: [2] }",
      "function f(a, b) { return a }",
      "let later; later = 1",
      "try { f() } catch (error) { error.message }\nfunction f() {}",
      "await Promise.resolve(1)",
      "for await (const x of [Promise.resolve(1)]) console.log(x)",
      "import { readFile } from 'node:fs/promises'; await readFile('x', 'utf8')",
      "export const a = 1; export default a",
      "enum Colour { Red } Colour.Red",
      "const fs = require('node:fs')",
      "import.meta.dirname",
      "// @ts-nocheck\nconst x: number = ''",
      "",
    ];

    for (const cell of cells) assert.deepEqual(await messages(language, cell), [], cell);
  });

  it("is checked for what its decorators take, and where they may be", async (t) => {
    const { language } = await notebook(t);
    const logged =
      "function logged<F extends (...x: any[]) => any>(fn: F, _: ClassMethodDecoratorContext): F { return fn }";

    assert.deepEqual(
      await run(
        language,
        `${logged}\nclass A { @logged m() { return 1 }; accessor n = 1 }\nA[Symbol.metadata]; new A().n.toFixed(new A().m())`,
        "class B { @logged f = 2 }",
        "@logged let x = 1",
      ),
      [[], ["1:12 TS1240"], ["1:1 TS1206"]],
    );
  });

  it("is checked for null and undefined", async (t) => {
    const { language } = await notebook(t);

    assert.deepEqual(await run(language, "const found = 'abc'.match(/b/);\nfound.index"), [["2:1 TS18047"]]);
  });

  it("knows what the kernel puts in scope, and no browser", async (t) => {
    const { language } = await notebook(t);

    assert.deepEqual(
      await run(
        language,
        "display({}).update(1); display.html('<b>'); display.table([{ a: 1 }]); (await input('name?')).length",
        "display.html(1)",
        "document.title",
      ),
      [[], ["1:14 TS2345"], ["1:1 TS2584"]],
    );
  });

  it("is told the place of what is missing at its end", async (t) => {
    const { language } = await notebook(t);

    assert.deepEqual(await run(language, "function f() {\n  return 1"), [["2:11 TS1005"]]);
  });
});

describe("a later cell", () => {
  it("sees what earlier ones declared, imported and typed", async (t) => {
    const { language } = await notebook(t);

    assert.deepEqual(
      await run(
        language,
        "import * as path from 'node:path';\nimport type { Stats } from 'node:fs';\nconst { a, b: [c] } = { a: 1, b: ['x'] };\ninterface Row { x: number }\ntype Rows<T> = T[];\nclass Model { rows: Rows<Row> = [] }\nenum Level { Low }\nfunction train(rows: Rows<Row>) { return new Model() }",
        "const size = (s: Stats): number => s.size; path.join(c, 'y'); const rows: Rows<Row> = [{ x: a }]; const m: Model = train(rows); Level.Low",
        "train([{ x: '1' }])",
        "path.nowhere('x')",
      ),
      [[], [], ["1:10 TS2322"], ["1:6 TS2339"]],
    );
  });

  it("may declare a name again, which functions written earlier do not notice", async (t) => {
    const { language } = await notebook(t);

    assert.deepEqual(
      await run(
        language,
        "const x = 1; class K { a = 1 } interface I { p: number } type T = 1; function g() { return 1 }",
        "function f() { return x }\nconst k = new K()",
        "const x = 'text'; class K { b = 1 } interface I { q: number } type T = 2; function g() { return '' }",
        "const n: number = f(); const s: string = x; const i: I = { q: 1 }; const t: T = 2; g().length",
        "const again: K = k",
        "let x = 1; let x = 2",
      ),
      [[], [], [], [], ["1:7 TS2741"], ["1:16 TS2451", "1:5 TS2451"]],
    );
  });

  it("is told of two things of one name from which cell each is", async (t) => {
    const { language } = await notebook(t);
    await run(language, "class K { a = 1 }", "const k = new K()", "class K { b = 1 }");

    assert.deepEqual(await messages(language, "const other: K = k"), [
      "Property 'b' is missing in type 'K of cell [1]' but required in type 'K of cell [3]'.",
    ]);
  });

  it("may assign to what was declared with let, and only what fits", async (t) => {
    const { language } = await notebook(t);

    assert.deepEqual(
      await run(
        language,
        "let count = 1; var total = 2; const fixed = 3; function f() {}",
        "count += 1; total = 4; count++",
        "count = 'x'",
        "fixed = 4",
        "f = 1",
      ),
      [[], [], ["1:1 TS2322"], ["1:1 TS2588"], ["1:1 TS2630"]],
    );
    assert.deepEqual(await messages(language, "fixed = 4"), ["Cannot assign to 'fixed' because it is a constant."]);
  });

  it("is only warned that a name of an earlier one may be null, since a cell in between may have seen to it", async (t) => {
    const { language } = await notebook(t);
    await run(language, "const found = 'abc'.match(/b/)", "if (!found) throw new Error()");

    const severities = (code: string) =>
      language.check(code).then((all) => all.map(({ code: number, severity }) => [number, severity]));

    assert.deepEqual(await severities("found.index"), [[18047, "warning"]]);
    assert.deepEqual(await severities("const found = 'abc'.match(/b/); found.index"), [[18047, "error"]]);
  });

  it("may use for itself a name that an earlier one declared too, in any place", async (t) => {
    const { language } = await notebook(t);

    assert.deepEqual(
      await run(
        language,
        "const i = 'outer'; const rows = ['a']; type T = string",
        "for (let i = 0; i < 2; i++) i.toFixed();\n{ const rows = 1; rows.toFixed() }\ni.length; rows.length; const t: T = i",
        "const f = (rows: number) => rows.toFixed()",
      ),
      [[], [], []],
    );
  });

  it("does not see a cell that was not accepted, nor any after a reset", async (t) => {
    const { language } = await notebook(t);
    await language.check("const untold = 1");
    language.accept("const seen = 1", 1);

    assert.deepEqual(placed(await language.check("untold; seen")), ["1:1 TS2304"]);
    language.reset();
    assert.deepEqual(placed(await language.check("seen")), ["1:1 TS2304"]);
  });

  it("is checked against what was accepted when it was asked, whatever is accepted while it waits", async (t) => {
    const { language } = await notebook(t);
    language.accept("const x = 1", 1);

    const asked = language.check("x.toFixed()");
    language.accept("const x = 'text'", 2);

    assert.deepEqual(await asked, []);
    assert.deepEqual(placed(await language.check("x.toFixed()")), ["1:3 TS2551"]);
  });

  it("declares anew what it declared when it ran before", async (t) => {
    const { language } = await notebook(t);
    const cells = Array.from({ length: 30 }, (_, run) => `const step = ${run}; let total = step`);

    assert.deepEqual((await run(language, ...cells)).flat(), []);
    assert.deepEqual(await run(language, "total = step + 1"), [[]]);
  });
});
