import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isComplete } from "./is-complete.ts";

const title = (code: string) => `\`${code.replaceAll("\n", " ⏎ ")}\``;

describe("a cell that can run", () => {
  for (const code of [
    "1",
    "",
    "  \n",
    "// only a comment",
    "/* only a comment */",
    "function f(x: number) { return x*2 }",
    "let x = 1;\n",
    "let x!: number",
    "await fetch('https://example.org')",
    "for await (const x of y) {}",
    "import * as ct from 'covalent-ts'",
    "import type { A } from './a.ts'\nexport const b = 1",
    "const identity = <T,>(x: T): T => x",
    "const table = new Map<string, Array<[number, string]>>()",
    "const config = { a: 1 } satisfies Record<string, number>",
    "const node = value as unknown as { next?: Node }",
    "enum Colour { Red, Green = 'green' }",
    "const enum Level { Low }",
    "namespace Shapes { export const sides = 4 }",
    "class Point { constructor(private x: number, readonly y = 1) {} }",
    "@sealed class A { @observed() x = 1; accessor y = 2 }",
    "abstract class B<T extends object> { abstract run(): Promise<T> }",
    "declare function later(): void",
    "declare const known: number",
    "interface A { b: string }\ntype C = A['b'] | `${number}px`",
    "function over(x: string): void\nfunction over(x: number): void\nfunction over(x: unknown) {}",
    "using file = open()",
    "const pattern = /[/\\]}(`]+/gu",
    "`a ${b ? `${c}` : '}'} d`",
    "label: for (;;) { break label }",
    "a\n  .b()\n  .c()",
    "{ a: 1, b: [2] }",
    "x => ({ x })",
    "if (a) b\nelse c",
    "import.meta.url",
    "new Foo",
    "f<number>(1)",
    "value!",
    "try { a() } catch { b() }",
    "const f = function () {}",
    "type F = (x: number) => void",
  ]) {
    it(`is ${title(code)}`, () => {
      assert.deepEqual(isComplete(code), { status: "complete", indent: "" });
    });
  }
});

describe("a cell that lacks its end", () => {
  for (const [code, indent] of [
    ["function f(x: number) {", "  "],
    ["function f(x: number) {\n  return x", "  "],
    ["  if (a) {", "    "],
    ["console.log(", "  "],
    ["`abc", ""],
    ["`abc ${def", ""],
    ["`abc ${def} ghi", ""],
    ["/* a", ""],
    ["1 +", ""],
    ["a ||", ""],
    ["const x =", "  "],
    ["const x: ", "  "],
    ["x satisfies", ""],
    ["x as", ""],
    ["type A =", "  "],
    ["interface A {", "  "],
    ["enum A {", "  "],
    ["namespace A {", "  "],
    ["class A {", "  "],
    ["class A extends", ""],
    ["class A<T", ""],
    ["@sealed", ""],
    ["@observed()\n", ""],
    ["abstract class B { abstract", ""],
    ["let y: Map<string,", ""],
    ["f(1,", ""],
    ["[1, 2", ""],
    ["({ a: 1", ""],
    ["if (x)", ""],
    ["if (x) {} else", ""],
    ["for (const x of y)", ""],
    ["while (true)", ""],
    ["try {}", ""],
    ["try {} catch (e) {", "  "],
    ["do { x() } while", ""],
    ["switch (a) {\n  case 1:", "    "],
    ["x ? y", ""],
    ["x ? y :", "  "],
    ["a.", ""],
    ["a?.", ""],
    ["async () =>", "  "],
    ["async () => {\n\tawait f(", "\t  "],
    ["import { a, b", ""],
    ["import { a } from", ""],
    ["function f", ""],
    ["function f()", ""],
    ["async function* g<T>(x: T): AsyncGenerator<T>", ""],
    ["throw", ""],
    ["!", ""],
    ["typeof", ""],
    ["lattice(async (rows: number[][]) => {\n  const model = train(rows", "  "],
    ["f(x => {\n  // half done", "  "],
  ] as const) {
    it(`is ${title(code)}`, () => {
      assert.deepEqual(isComplete(code), { status: "incomplete", indent });
    });
  }
});

describe("a cell that is wrong whatever follows", () => {
  for (const code of [
    "let = 7q",
    "import = 7q",
    "}",
    ")",
    "({ a: 1]",
    "a b",
    "'abc",
    '"abc',
    "/abc",
    "0x",
    "1_",
    "else",
    "case 1:",
    "yield 1",
    "let a = 1 let b = 2",
    "function f() { let = 7q",
    "console.log(1 2, ",
    "`abc ${ ] }",
    "const x",
    "return 1",
    "f(\n}",
    "class { }",
    "interface { a: string }",
    "enum Colour { 1 }",
    "let x: = 1",
  ]) {
    it(`is ${title(code)}`, () => {
      assert.deepEqual(isComplete(code), { status: "invalid", indent: "" });
    });
  }
});
