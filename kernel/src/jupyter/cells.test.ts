// What a cell may say, and what it comes to: through a real kernel.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { of, openTestKernel, printed, type TestKernel } from "./kernel.fixture.ts";

let kernel: TestKernel;
before(async () => {
  kernel = await openTestKernel({
    "scale.ts": "export const scale = (x: number): number => x * 10;\nexport interface Shape { side: number }\n",
    "plain.js": "export default 'plain';\n",
    "old.cjs": "module.exports = { answer: 42 };\n",
    "data.json": '{ "rows": 3 }\n',
  });
});
after(() => kernel[Symbol.asyncDispose]());

describe("a cell's result", () => {
  const results: [what: string, code: string, text: unknown][] = [
    ["is its last expression, types aside", "const x: number = 1; x + 1", "2"],
    ["is shown with a semicolon too, as formatters write it", "[1, 2, 3].map((n) => n * n);", "[ 1, 4, 9 ]"],
    ["is what a promise comes to", "Promise.resolve('done')", "'done'"],
    ["follows a top-level await", "const later: string = await Promise.resolve('now'); later", "'now'"],
    ["can be negative zero, a bigint, or a symbol", "[-0, 10n, Symbol('s')]", "[ -0, 10n, Symbol(s) ]"],
    ["is none after a declaration, whatever came before it", "5; const last = 1", undefined],
    ["is none of a loop", "for (const n of [1, 2]) n * 2", undefined],
    ["is none when it is undefined", "void 5", undefined],
    ["can be an enum's member", "enum Color { Red, Green }\nColor.Green", "1"],
    ["can use parameter properties", "class P { constructor(readonly v: number) {} }\nnew P(3).v", "3"],
    [
      "can come from a class with decorators",
      "const add = (n: number) => () => (v: number) => v + n;\nclass F { @add(1) v = 2 }\nnew F().v",
      "3",
    ],
    ["can come from an accessor", "class G { static accessor size = 4 }\nG.size", "4"],
    ["can be exported by someone who pasted a module", "export const pasted = 4;\nexport default pasted", "4"],
  ];
  for (const [what, code, text] of results) {
    it(what, async () => assert.equal(await kernel.result(code), text));
  }

  it("is a table besides, for an array of records", async () => {
    const { outputs } = await kernel.run("[{ a: 1, b: '<' }, { a: 2 }]");

    const html = of(outputs, "execute_result")[0]?.data["text/html"];
    assert.match(String(html), /<th>a<\/th><th>b<\/th>.*<td>1<\/td><td>&lt;<\/td>/);
  });
});

describe("names of earlier cells", () => {
  it("can be declared again as const, let, class and function", async () => {
    for (const code of ["const again = 1", "let again = 2", "class again {}", "const again = 3"])
      await kernel.run(code);
    await kernel.run("function f() { return 1 }");
    await kernel.run("function f() { return 2 }");

    assert.equal(await kernel.result("[again, f()]"), "[ 3, 2 ]");
  });

  it("can become a function after a variable, and a variable after a function", async () => {
    await kernel.run("const one = 1");
    await kernel.run("function one() { return 'function' }");
    await kernel.run("function two() {}");
    await kernel.run("const two = 'variable'");
    await kernel.run("class two { static kind = 'class' }");

    assert.equal(await kernel.result("[one(), two.kind]"), "[ 'function', 'class' ]");
  });

  it("can be imported again", async () => {
    await kernel.run("import { join } from 'node:path'");
    await kernel.run("import { join } from 'node:path'");

    assert.equal(await kernel.result("join('a', 'b')"), "'a/b'");
  });

  it("are seen changed by functions of still earlier ones", async () => {
    await kernel.run("let counter = 1; function count() { return counter }");
    await kernel.run("counter = 41; counter += 1");

    assert.equal(await kernel.result("count()"), "42");
  });

  it("survive a declaration that threw", async () => {
    await kernel.run("const half = (() => { throw new Error('no') })()");
    await kernel.run("const half = 'whole'");

    assert.equal(await kernel.result("half"), "'whole'");
  });

  it("forget the members that an enum has lost", async () => {
    await kernel.run("enum Level { Low, High }");
    await kernel.run("enum Level { Low }");

    assert.equal(await kernel.result("Object.keys(Level).length"), "2");
  });
});

describe("imports", () => {
  const imports: [what: string, code: string, text: string][] = [
    [
      "a local TypeScript module, an interface among its names",
      "import { scale, Shape } from './scale.ts'; scale(4.2)",
      "42",
    ],
    ["it as ./scale.js, too, as TypeScript has it", "import { scale as s } from './scale.js'; s(1)", "10"],
    ["a local module's default", "import plain from './plain.js'; plain", "'plain'"],
    [
      "a CommonJS module, by name and as a whole",
      "import old, { answer } from './old.cjs'; [old.answer, answer]",
      "[ 42, 42 ]",
    ],
    ["JSON, without saying so", "import data from './data.json'; data.rows", "3"],
    ["Node's own modules", "import * as path from 'node:path'; path.basename('/a/b')", "'b'"],
    ["at any time", "const { basename } = await import('node:path'); basename('/a/c')", "'c'"],
    ["inside functions", "const load = async () => (await import('./scale.ts')).scale(2); await load()", "20"],
    [
      "the one SDK of the kernel, whose folder has none",
      "import { CovalentError } from 'covalent-ts/errors'; typeof CovalentError",
      "'function'",
    ],
  ];
  for (const [what, code, text] of imports) {
    it(`bring ${what}`, async () => assert.equal(await kernel.result(code), text));
  }

  it("bring a local module's new content once it has changed", async () => {
    const file = join(kernel.directory, "changing.ts");
    await writeFile(file, "export const version: number = 1;");
    await kernel.run("import { version } from './changing.ts'");
    await writeFile(file, "export const version: number = 2;\n");

    assert.equal(await kernel.result("import { version } from './changing.ts'; version"), "2");
  });

  it("name the package that is missing, and what to do", async () => {
    const { reply } = await kernel.run("import 'no-such-package'");

    assert.match(String(reply["evalue"]), /'no-such-package' cannot be found .* npm install no-such-package/);
  });

  it("name the export that a module does not have", async () => {
    const { reply } = await kernel.run("import { nothing } from './scale.ts'; nothing");

    assert.equal(reply["evalue"], "'./scale.ts' has no export 'nothing'.");
  });
});

describe("an error in a cell", () => {
  it("is told in the lines of the cells that it passed through, and in no line of ours", async () => {
    const first = await kernel.run("function fail(): never {\n  throw new TypeError('boom');\n}");
    const second = await kernel.run("interface Long {\n  a: 1;\n}\nawait 0;\nfail()");

    const [error] = of(second.outputs, "error");
    assert.deepEqual(error, {
      type: "error",
      ename: "TypeError",
      evalue: "boom",
      traceback: [
        "TypeError: boom",
        `    at fail (Cell [${first.reply["execution_count"]}]:2:9)`,
        `    at Cell [${second.reply["execution_count"]}]:5:1`,
      ],
    });
    assert.deepEqual(second.reply["traceback"], error?.traceback);
  });

  it("keeps its line where an enum had to be compiled", async () => {
    const { reply } = await kernel.run("enum E {\n  A,\n  B,\n}\nnull!.x");

    assert.match(String(reply["traceback"]), new RegExp(`Cell \\[${reply["execution_count"]}\\]:5:\\d+`));
  });

  it("reads the same when the cell prints it itself", async () => {
    const { outputs, reply } = await kernel.run(
      "try {\n  throw new Error('caught')\n} catch (e) { console.log(e.stack) }",
    );

    assert.equal(printed(outputs, "stdout"), `Error: caught\n    at Cell [${reply["execution_count"]}]:2:9\n`);
  });

  it("keeps its line in a class with decorators", async () => {
    const { reply } = await kernel.run(
      "const d = (...x) => {};\n@d class T {\n  @d\n  m() {\n    throw new Error('no')\n  }\n}\nnew T().m()",
    );

    assert.match(String(reply["traceback"]), new RegExp(`T.m \\(Cell \\[${reply["execution_count"]}\\]:5:11\\)`));
  });

  it("shows its causes", async () => {
    const { reply } = await kernel.run("throw new Error('outer', { cause: new RangeError('inner') })");

    assert.match(String(reply["traceback"]), /\[cause\]: RangeError: inner/);
  });

  it("may be anything at all", async () => {
    const { outputs } = await kernel.run("throw { code: 5 }");

    assert.deepEqual(of(outputs, "error")[0]?.evalue, "{ code: 5 }");
  });

  it("points at what cannot be parsed", async () => {
    const { outputs, reply } = await kernel.run("const fine = 1;\nlet = 7q");

    assert.deepEqual(of(outputs, "error")[0]?.traceback, [
      `SyntaxError: Cell [${reply["execution_count"]}]:2:8 - Identifier cannot follow number`,
      "  let = 7q",
      "         ^",
    ]);
  });
});
