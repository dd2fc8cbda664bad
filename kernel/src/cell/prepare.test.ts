// A cell's text and the script that is evaluated in its stead.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { originOf, readMap } from "./origin.ts";
import { prepareCell } from "./prepare.ts";
import type { NameKind } from "./redeclare.ts";
import { SyntaxFault } from "./syntax-fault.ts";

const code = (text: string, before?: Record<string, NameKind>): string =>
  prepareCell(text, before && new Map(Object.entries(before))).code.replace('"use strict"; ', "");

describe("a prepared cell", () => {
  const cells: [what: string, text: string, code: string][] = [
    ["blanks types out in place", "const x: number = 1;", "let   x         = 1;"],
    ["waits for its result", "f(1); // c", "await (f(1)); // c"],
    ["does not wait twice", "await f()", "await f()"],
    ["takes a lone object literal for that", "{ a: 1, b }", "(await ({ a: 1, b })\n)"],
    ["leaves a block a block", "{ f(1); }", "{ f(1); }"],
    ["strips an export", "export const a = 1", "       let   a = 1"],
    [
      "holds what is declared with using",
      "using a = b, c = d\nawait using e = f()",
      'let   a = __covalentHold("a", false, b), c = __covalentHold("c", false, d)\nlet         e = __covalentHold("e", true, f())',
    ],
    ["leaves using where a block ends it", "{ using a = b; }", "{ using a = b; }"],
    ["is nothing for nothing", "  // nothing", "  // nothing"],
  ];
  for (const [what, text, expected] of cells) it(what, () => assert.equal(code(text), expected));

  it("finds its result in front of what the compiler adds for a namespace", () => {
    for (const text of ["namespace N { export const a = 1 }\nN.a", "let b = 1; namespace N { export const a = b } b"]) {
      assert.equal(prepareCell(text).hasResult, true, text);
    }
  });

  it("says that JSX is off, at its place, whatever else its text may be taken for", () => {
    for (const [text, column] of [
      ["const x = <div>hi</div>;", 11],
      ["f(<Plot rows={1} />)", 3],
      ["const x = () => <>a</>", 17],
    ] as const) {
      assert.throws(() => prepareCell(text), { name: "SyntaxError", line: 1, column, message: /^JSX is off in cells/ });
    }
    assert.throws(
      () => prepareCell("const s = '</b>'; let = 7q"),
      (error: Error) => !error.message.includes("JSX"),
    );
  });

  it("asks for the module behind an import, and for the names that it uses as values", () => {
    assert.equal(
      code(`import a, { b as c, type T, D } from "m";\na(c)`),
      `let { "default": a, "b": c, "D": D } = await __covalentImport("m", undefined, ["default","b"]);\nawait (a(c))`,
    );
    assert.equal(code(`import * as n from "m"`), `let n = await __covalentImport("m", undefined, []);`);
    assert.equal(
      code(`import j from "./j.json" with { type: "json" }`),
      `let { "default": j } = await __covalentImport("./j.json", { with: { type: "json" } }, []);`,
    );
    assert.equal(
      code("const m = () => import('m')\nimport.meta.url"),
      "let   m = () => __covalentImport('m')\nawait (__covalentMeta.url)",
    );
  });

  it("keeps a name of the kind that it was first, because V8 refuses the other", () => {
    assert.equal(code("const f = 1; let g", { f: "global", g: "global" }), "var   f = 1; var g = undefined");
    assert.equal(code("function f() {}", { f: "lexical" }), "let f = function f() {};");
    assert.equal(code("class C {}", { C: "global" }), "var C = class C {}");
  });

  it("says what it declares, also what leaks from a loop, and nothing of functions", () => {
    const { declares } = prepareCell(
      "const { a, b: [c, ...d] } = x; for (var i = 0; i < 1; i++) {}\nfunction f() { var no }",
    );

    assert.deepEqual(
      [...declares],
      [
        ["a", "lexical"],
        ["c", "lexical"],
        ["d", "lexical"],
        ["f", "global"],
        ["i", "global"],
      ],
    );
  });

  it("leads every position back to the text", () => {
    const text = "import { a } from 'a'; a.b();\nenum E { X }\nconst p: E = E.X; boom(p)";
    const { code: script, maps } = prepareCell(text);
    const lines = script.split("\n");
    const line = lines.findIndex((one) => one.includes("boom"));
    const column = lines[line]?.indexOf("boom") ?? -1;

    assert.deepEqual(originOf(maps.map(readMap), { line: line + 1, column: column + 1 }), { line: 3, column: 19 });
  });

  it("leads what was put in front of a line back to that line", () => {
    const { maps } = prepareCell("const a = 1;\na");

    assert.deepEqual(originOf(maps.map(readMap), { line: 2, column: 1 }), { line: 2, column: 1 });
  });

  it("leads positions in a class with decorators back to the text, on the lines where they were", () => {
    const text = "@sealed\nexport class C {\n  @log(1) @log(2)\n  m(x: number) { boom(x) }\n}\n@d class D {}";
    const { code: script, maps, declares } = prepareCell(text);
    const lines = script.split("\n");
    const line = lines.findIndex((one) => one.includes("boom"));
    const column = lines[line]?.indexOf("boom") ?? -1;

    assert.deepEqual(originOf(maps.map(readMap), { line: line + 1, column: column + 1 }), { line: 4, column: 18 });
    assert.equal(line, 3);
    assert.deepEqual([...declares.keys()], ["C", "D"]);
  });

  it("leads every position in a lone object literal back to the text", () => {
    const { code: script, maps } = prepareCell("{ a: boom }");
    const column = script.indexOf("boom");

    assert.deepEqual(originOf(maps.map(readMap), { line: 1, column: column + 1 }), { line: 1, column: 6 });
  });

  const faults: [what: string, text: string, line: number, column: number, message: RegExp][] = [
    ["that TypeScript cannot read", "const ok = 1;\nlet = 7q", 2, 8, /Identifier cannot follow number/],
    ["that declare a name twice", "let a;\n  const a = 1", 2, 9, /already been declared/],
    ["that decorate what cannot be", "const ok = 1\n  @dec let a", 2, 3, /A decorator belongs to a class/],
    ["that decorate a constructor", "class A {\n @dec constructor() {} }", 2, 2, /A decorator belongs to a class/],
    ["that export from elsewhere", "\nexport * from 'x'", 2, 1, /nobody to export to/],
  ];
  for (const [what, text, line, column, message] of faults) {
    it(`refuses texts ${what}, and says where`, () => {
      assert.throws(
        () => prepareCell(text),
        (fault) => {
          assert.ok(fault instanceof SyntaxFault);
          assert.deepEqual([fault.line, fault.column], [line, column]);
          assert.match(fault.message, message);
          return true;
        },
      );
    });
  }
});
