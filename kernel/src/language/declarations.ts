// Which names a cell declares for the cells after it.

import type { Program } from "acorn";
import { readProgram } from "../cell/decorator-syntax.ts";
import { blankTypes } from "../cell/parse.ts";
import { withinTime } from "../cell/time-limit.ts";
import { boundIn } from "./bound-names.ts";
import { skeletonOf } from "./skeleton.ts";

/** What a name stands for: it decides how a later cell may use it. */
export type DeclaredKind = "const" | "let" | "function" | "class" | "import" | "type";
export type Declarations = ReadonlyMap<string, DeclaredKind>;

/**
 * The names that a cell declares at its top level. Exact for a cell that parses; for any other, what the look of its top
 * level says, since completion has to work in the middle of a line.
 */
export function declarationsOf(code: string): Declarations {
  // One question about a cell asks for them several times.
  if (latest?.code !== code)
    latest = {
      code,
      declarations: withinTime(
        () => read(code),
        () => new Map(),
      ),
    };
  return latest.declarations;
}

let latest: { code: string; declarations: Declarations } | undefined;

function read(code: string): Declarations {
  const shape = skeletonOf(code).topLevel;
  const program = parseValues(code);
  return new Map([...typesIn(shape), ...(program === undefined ? valuesIn(shape) : boundIn(program))]);
}

/** Every name that occurs in the code, whatever it means there. */
export const namesIn = (code: string): Set<string> => new Set(code.match(anyName));

function parseValues(code: string): Program | undefined {
  try {
    return readProgram(blankTypes(code));
  } catch {
    return undefined; // Not this file's error to tell: the TypeScript server does, and better.
  }
}

const name = "[\\p{ID_Start}$_][\\p{ID_Continue}$]*";
const anyName = new RegExp(name, "gu");
const typeDeclaration = new RegExp(`(?<![.\\p{ID_Continue}$])(interface|type|enum|namespace|class)\\s+(${name})`, "gu");
const ambientDeclaration = new RegExp(`\\bdeclare\\s+(const|let|var|function)\\s+(${name})`, "gu");
const importClause = /\bimport\b(?:\s+type(?=\s*[{*]|\s+(?!from\b)[\w$]))?([^;'"]*?)\bfrom\b/g;
const functionDeclaration = new RegExp(`\\bfunction\\s*\\*?\\s*(${name})`, "gu");
const variableDeclaration = new RegExp(`\\b(const|let|var|using)\\s*(\\s${name}|\\{[^=]*\\}|\\[[^=]*\\])`, "gu");

/** Types leave no trace in a stripped program, so they are always read off the top level; so are ambient names. */
function* typesIn(shape: string): Generator<[string, DeclaredKind]> {
  for (const [, keyword, declared = ""] of shape.matchAll(typeDeclaration)) {
    yield [declared, keyword === "interface" || keyword === "type" ? "type" : "class"];
  }
  for (const [, keyword = "", declared = ""] of shape.matchAll(ambientDeclaration)) {
    yield [declared, variableKind(keyword)];
  }
  for (const [, clause = ""] of shape.matchAll(importClause)) {
    for (const part of clause.split(/[{},]/)) {
      const local = part.match(anyName)?.at(-1); // `a`, `* as a`, `b as a`, `type a`
      if (local !== undefined) yield [local, "import"];
    }
  }
}

function* valuesIn(shape: string): Generator<[string, DeclaredKind]> {
  for (const [, declared = ""] of shape.matchAll(functionDeclaration)) yield [declared, "function"];
  for (const [, keyword = "", pattern = ""] of shape.matchAll(variableDeclaration)) {
    // In `{ key: local }` it is the local name that is declared.
    for (const declared of pattern.replace(/[\w$]+\s*:/g, "").match(anyName) ?? []) {
      yield [declared, variableKind(keyword)];
    }
  }
}

const variableKind = (keyword: string): DeclaredKind =>
  keyword === "function" ? "function" : keyword === "let" || keyword === "var" ? "let" : "const";
