import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { openLanguage, type Diagnostic, type Language, type LanguageOptions } from "./language.ts";

/** A notebook's folder with these files, and the language service of a notebook in it. */
async function notebook(
  t: TestContext,
  files: Record<string, string> = {},
  options: Partial<LanguageOptions> = {},
): Promise<{ language: Language; directory: string; write: (files: Record<string, string>) => void; log: string[] }> {
  const directory = mkdtempSync(join(tmpdir(), "covalent-language-"));
  const write = (more: Record<string, string>) => {
    for (const [path, text] of Object.entries(more)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    }
  };
  write(files);
  const log: string[] = [];
  const language = await openLanguage({ directory, log: (line) => log.push(line), ...options });
  t.after(async () => {
    await language[Symbol.asyncDispose]();
    rmSync(directory, { recursive: true });
  });
  return { language, directory, write, log };
}

/** Runs cells one after the other, and says what is wrong in each: "line:column code". */
async function run(language: Language, ...cells: string[]): Promise<string[][]> {
  const found: string[][] = [];
  for (const [index, code] of cells.entries()) {
    found.push(placed(await language.check(code)));
    language.accept(code, index + 1);
  }
  return found;
}

const placed = (diagnostics: Diagnostic[]): string[] =>
  diagnostics.map(({ line, column, code }) => `${line}:${column} TS${code}`).sort();

const messages = async (language: Language, code: string): Promise<string[]> =>
  (await language.check(code)).map(({ message }) => message);

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

  it("may be as loose as notebooks are", async (t) => {
    const { language } = await notebook(t);

    const cells = [
      "1 + 1",
      "[1, 2, 3]; 'unused'",
      "1, 2",
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
        "path.joyn('x')",
      ),
      [[], [], ["1:10 TS2322"], ["1:6 TS2551"]],
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
        "let x = x2; let x = 1",
      ),
      [[], [], [], [], ["1:7 TS2741"], ["1:13 TS2451", "1:17 TS2451", "1:9 TS2552"].sort()].map((it, index) =>
        index === 5 ? ["1:17 TS2451", "1:5 TS2451", "1:9 TS2304"].sort() : it,
      ),
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
      await run(language, "let count = 1; var total = 2; const fixed = 3; function f() {}", "count += 1; total = 4; count++", "count = 'x'", "fixed = 4", "f = 1"),
      [[], [], ["1:1 TS2322"], ["1:1 TS2588"], ["1:1 TS2630"]],
    );
    assert.deepEqual(await messages(language, "fixed = 4"), ["Cannot assign to 'fixed' because it is a constant."]);
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
    await language.check("const unseen = 1");
    language.accept("const seen = 1", 1);

    assert.deepEqual(placed(await language.check("unseen; seen")), ["1:1 TS2304"]);
    language.reset();
    assert.deepEqual(placed(await language.check("seen")), ["1:1 TS2304"]);
  });

  it("is checked against what was accepted when it was asked, whatever is accepted while it waits", async (t) => {
    const { language } = await notebook(t);
    language.accept("const x = 1", 1);

    const asked = language.check("x.toFixed()");
    language.accept("const x = 'text'", 2);

    assert.deepEqual(await asked, []);
    assert.deepEqual(placed(await language.check("x.toFixed()")), ["1:3 TS2339"]);
  });

  it("declares anew what it declared when it ran before", async (t) => {
    const { language } = await notebook(t);
    const cells = Array.from({ length: 30 }, (_, run) => `const step = ${run}; let total = step`);

    assert.deepEqual((await run(language, ...cells)).flat(), []);
    assert.deepEqual(await run(language, "total = step + 1"), [[]]);
  });
});

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
    assert.deepEqual(placed(await language.check(cell)), ["1:77 TS2339"]);
    assert.deepEqual(placed(await language.check("import { late } from './late'")), ["1:22 TS2307"]);
    write({ "late.ts": "export const late = 1" });
    assert.deepEqual(await messages(language, "import { late } from './late'"), []);
  });

  it("find packages of the folder, also when they are installed later; one without types is any", async (t) => {
    const typed = { "node_modules/typed/package.json": '{ "name": "typed", "types": "t.d.ts" }', "node_modules/typed/t.d.ts": "export const one: 1" };
    const untyped = { "node_modules/untyped/package.json": '{ "name": "untyped", "main": "u.js" }', "node_modules/untyped/u.js": "module.exports = {}" };
    const { language, write } = await notebook(t, { ...typed, ...untyped, "node_modules/.package-lock.json": "{}" });

    assert.deepEqual(
      await run(language, "import { one } from 'typed'; one.toFixed(); import u from 'untyped'; u.anything.at.all()", "import 'later'", "one.length"),
      [[], ["1:8 TS2882"], ["1:5 TS2339"]],
    );
    write({ "node_modules/later/package.json": '{ "name": "later" }', "node_modules/later/index.d.ts": "export {}", "node_modules/.package-lock.json": '{ "name": "x" }' });
    assert.deepEqual(await run(language, "import 'later'", "one.length"), [[], ["1:5 TS2339"]]);
  });

  it("leave no file in the folder", async (t) => {
    const { language, directory } = await notebook(t);

    await run(language, "const a = 1", "a");
    await language.complete("a", 1);

    assert.deepEqual(readdirSync(directory), []);
  });
});

describe("completion", () => {
  for (const [code, matches] of [
    ["parseFl", ["parseFloat"]],
    ["JSON.stri", ["stringify"]],
    ["JSON.Stri", []],
    ["const local = 1;\nloca", ["local"]],
    ["const text = 'a'\ntext.toUpp", ["toUpperCase"]],
    ["const maybe = 'a'.match(/a/); maybe.inp", ["?.input"]],
    ["function f(options: { verbose?: boolean; volume: number }) {}\nf({ v", ["verbose?", "volume"]],
    ["import { readFileS } from 'node:fs'", ["readFileSync"]],
    ["displa", ["display"]],
    ["display.vega", ["vegalite"]],
  ] as const) {
    it(`of \`${code.replaceAll("\n", " ⏎ ")}\` is ${matches.join(", ") || "nothing"}`, async (t) => {
      const { language } = await notebook(t);
      const offset = code.startsWith("import") ? code.indexOf(" }") : code.length;

      assert.deepEqual((await language.complete(code, offset)).matches.toSorted(), matches);
    });
  }

  it("knows names of cells that ran, and of this one, however broken it is", async (t) => {
    const { language } = await notebook(t);
    language.accept("const earlier = { alpha: 1 }; import * as nodePath from 'node:path'; let counter = 1", 1);

    assert.deepEqual((await language.complete("earl", 4)).matches, ["earlier"]);
    assert.deepEqual((await language.complete("nodePath.dirn", 13)).matches, ["dirname"]);
    assert.deepEqual((await language.complete("function f( { counter.toFix", 27)).matches, ["toFixed"]);
    assert.deepEqual((await language.complete("const earlier = 'text'; earlier.le", 34)).matches, ["length"]);
  });

  it("says what to replace, what each match is, and counts in UTF-16 units", async (t) => {
    const { language } = await notebook(t);

    assert.deepEqual(await language.complete("'🙂🙂';\r\n  JSON.par;", 18), {
      matches: ["parse"],
      start: 15,
      end: 18,
      items: [{ text: "parse", kind: "method" }],
    });
    assert.deepEqual((await language.complete("import 'node:fs/pro'", 19)).matches, ["node:fs/promises"]);
  });

  it("offers all that is in reach where nothing is written yet", async (t) => {
    const { language } = await notebook(t);
    language.accept("const mine = 1", 1);

    const { matches, start, end } = await language.complete("", 0);

    assert.deepEqual([start, end], [0, 0]);
    for (const name of ["mine", "console", "display", "const"]) assert.ok(matches.includes(name), name);
    assert.ok(!matches.some((name) => name.startsWith("__")), "names of ours stay hidden");
  });
});

describe("inspection", () => {
  it("shows a signature and its documentation", async (t) => {
    const { language } = await notebook(t);

    const shown = await language.inspect("parseFloat", 10, 0);

    assert.match(shown ?? "", /^```typescript\nfunction parseFloat\(string: string\): number\n```\nConverts a string/);
  });

  it("shows what a name of an earlier cell is, and at level 1 what it was defined as", async (t) => {
    const { language } = await notebook(t);
    language.accept("const unrelated = 1;\n/** Doubles. */\nfunction double(x: number) {\n  return x * 2;\n}", 3);

    assert.equal(await language.inspect("double", 2, 0), "```typescript\nfunction double(x: number): number\n```\nDoubles.");
    assert.equal(
      await language.inspect("double(", 7, 1),
      [
        "```typescript\nfunction double(x: number): number\n```\nDoubles.",
        "Cell [3], line 3\n```typescript\nfunction double(x: number) {\n  return x * 2;\n}\n```",
      ].join("\n\n"),
    );
  });

  it("is about the function that is being called, where the cursor is on no name", async (t) => {
    const { language } = await notebook(t);

    assert.match((await language.inspect("parseInt([1, 2].join(''), ", 26, 0)) ?? "", /function parseInt/);
  });

  it("finds nothing where there is nothing", async (t) => {
    const { language } = await notebook(t);

    assert.equal(await language.inspect("  ", 1, 0), undefined);
    assert.equal(await language.inspect("nowhere", 3, 1), undefined);
    assert.equal(await language.inspect("12", 2, 1), undefined);
  });
});

describe("all cells of a notebook at once", () => {
  it("are diagnosed as if they ran from top to bottom", async (t) => {
    const { language } = await notebook(t);
    language.accept("const x = 'of a cell that ran'", 1);

    const found = await language.diagnoseAll(["x", "const x = 1", "x.length", "function f() {", "const x = 'a'", "x.length"]);

    assert.deepEqual(found.map(placed), [["1:1 TS2304"], [], ["1:3 TS2339"], ["1:15 TS1005"], [], []]);
  });

  it("are diagnosed again from the first that changed", async (t) => {
    const { language } = await notebook(t);
    const cells = ["const x = 1", "x.toFixed()", "const y: string = x"];

    assert.deepEqual((await language.diagnoseAll(cells)).map(placed), [[], [], ["1:7 TS2322"]]);
    assert.deepEqual((await language.diagnoseAll(["const x = ''", ...cells.slice(1)])).map(placed), [[], ["1:3 TS2339"], []]);
    assert.deepEqual((await language.diagnoseAll(cells.slice(0, 2))).map(placed), [[], []]);
    assert.deepEqual(await run(language, "x"), [["1:1 TS2304"]]);
  });
});

/** The process ids of the language servers that this log tells of. */
const servers = (log: string[]): number[] =>
  log.flatMap((line) => /language server (\d+) started/.exec(line)?.[1] ?? []).map(Number);

describe("when the type checker ends", () => {
  it("starts again, and knows the cells that ran", async (t) => {
    const { language, log } = await notebook(t);
    language.accept("const x = 1", 1);
    await language.check("x");

    for (const round of [1, 2, 3]) {
      process.kill(servers(log).at(-1) ?? 0, "SIGKILL");
      assert.deepEqual(placed(await language.check("x.length")), ["1:3 TS2339"]);
      assert.equal(servers(log).length, round + 1);
    }
    assert.equal(language.unavailable, undefined);
  });

  it("asks again what it was asked", async (t) => {
    const { language, log } = await notebook(t);
    await language.check("1");

    const asked = language.check("''.toFixed()");
    process.kill(servers(log).at(-1) ?? 0, "SIGKILL");

    assert.deepEqual(placed(await asked), ["1:4 TS2339"]);
  });

  it("ends one that does not answer in time", async (t) => {
    const { language, log } = await notebook(t, {}, { patience: 2_000 });
    await language.check("1");

    process.kill(servers(log).at(-1) ?? 0, "SIGSTOP");

    assert.deepEqual(placed(await language.check("''.toFixed()")), ["1:4 TS2339"]);
    assert.match(log.join("\n"), /did not answer textDocument\/diagnostic within 2000 ms/);
  });
});

describe("where there is no type checker", () => {
  it("answers with nothing, and says why", async (t) => {
    const { language } = await notebook(t, {}, { compiler: "/nowhere/tsc" });

    assert.equal(language.unavailable, undefined);
    assert.deepEqual(await language.check("const x: number = ''"), []);
    assert.match(language.unavailable ?? "", /could not be started: spawn \/nowhere\/tsc ENOENT/);
    assert.deepEqual(await language.complete("pars", 4), { matches: [], start: 4, end: 4, items: [] });
    assert.equal(await language.inspect("parseFloat", 1, 1), undefined);
    assert.deepEqual(await language.diagnoseAll(["1", "2"]), [[], []]);
  });

  it("gives up on one that ends before it answers", async (t) => {
    const { language } = await notebook(t, {}, { compiler: process.execPath });

    assert.deepEqual(await language.check("const x: number = ''"), []);
    assert.match(language.unavailable ?? "", /The language server ended \(exit code 9\)/);
  });
});

describe("a closed language service", () => {
  it("leaves no process, and answers with nothing; closing twice is harmless", async (t) => {
    const { language, log } = await notebook(t);
    await language.check("1");
    const [pid = 0] = servers(log);

    await language[Symbol.asyncDispose]();
    await language[Symbol.asyncDispose]();

    assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
    assert.deepEqual(await language.check("''.toFixed()"), []);
  });
});
