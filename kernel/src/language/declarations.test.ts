import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { declarationsOf } from "./declarations.ts";

const declared = (code: string) => Object.fromEntries(declarationsOf(code));

describe("the names that a cell declares", () => {
  for (const [code, names] of [
    ["const a = 1, b: number = 2; let c", { a: "const", b: "const", c: "let" }],
    ["const { a, b: [c, ...d], e = 1, ...f } = x", { a: "const", c: "const", d: "const", e: "const", f: "const" }],
    ["function f<T>(x: T) { const inner = 1 }\nasync function* g() {}", { f: "function", g: "function" }],
    ["class A { b = 1 }\nabstract class C<T> {}", { A: "class", C: "class" }],
    ["interface I { type: string }\nexport type T<X> = { y: X }", { I: "type", T: "type" }],
    [
      "import d, { a as b, type T } from 'x'; import * as n from \"y\"; import type { U } from 'z'",
      { d: "import", b: "import", T: "import", n: "import", U: "import" },
    ],
    ["for (const i of xs) { let j; var k = 1 }\nif (x) { type T = 1 }", { k: "let" }],
    ["const f = () => { var hidden; const g = 1 }", { f: "const" }],
    ["declare const d: number; declare function e(): void", { d: "const", e: "function" }],
    ["enum Colour { Red }\nconst after = 1", { Colour: "class", after: "const" }],
    ["@sealed class A { @observed b = 1 }", { A: "class" }],
    ["export const a = 1; export function b() {}", { a: "const", b: "function" }],
    ["const text = `class Not { ${'interface Nor'} }`; // type Comment = 1", { text: "const" }],
    ["const r = /class A { ' /; const after = 1 / 2; const b = a / 2", { r: "const", after: "const", b: "const" }],
    ["await using file = await open()", { file: "const" }],
    ["x = class Inner {}; label: while (true) break label", { Inner: "class" }],
    ["const größe = 1; const $ = 2; let _x", { größe: "const", $: "const", _x: "let" }],
    ["1 + 1", {}],
    ["", {}],
  ] as const) {
    it(`of \`${code.replaceAll("\n", " ⏎ ")}\``, () => {
      assert.deepEqual(declared(code), names);
    });
  }
});

describe("the names of a cell that does not parse yet", () => {
  for (const [code, names] of [
    ["const rows = [1, 2];\nrows.", { rows: "const" }],
    ["const { a, b: c } = x;\nfunction f() { const g = 1; c.", { a: "const", c: "const", f: "function" }],
    ["class A { b = 1\nlet c = new A(", { A: "class" }],
    ["import * as ct from 'covalent-ts'\nct.", { ct: "import" }],
    ["let [first, second] = pair; first.", { first: "let", second: "let" }],
    ["const open = `never closed ${ const", { open: "const" }],
    ["const x =", { x: "const" }],
  ] as const) {
    it(`are read off \`${code.replaceAll("\n", " ⏎ ")}\``, () => {
      assert.deepEqual(declared(code), names);
    });
  }
});
