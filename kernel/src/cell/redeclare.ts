// Top-level names of a cell, made so that a later cell may declare them again.

import type { FunctionDeclaration, Program, VariableDeclaration } from "acorn";
import type MagicString from "magic-string";
import { holdName } from "./globals.ts";
import { namesOf, walk } from "./tree.ts";

/**
 * V8's REPL mode takes `let` after `let`, and `class` is a kind of `let`; `var` and `function` are properties of the global
 * object, and take each other. Across the two kinds it refuses, so a name stays of the kind that it was first.
 */
export type NameKind = "lexical" | "global";

/** Rewrites declarations in place, and says what they declare. `before` is what earlier cells declared. */
export function redeclare(
  program: Program,
  text: MagicString,
  before: ReadonlyMap<string, NameKind>,
): Map<string, NameKind> {
  const declared = new Map<string, NameKind>();
  const declare = (names: string[], usual: NameKind): NameKind => {
    const kind = names.map((name) => before.get(name)).find((known) => known !== undefined) ?? usual;
    for (const name of names) declared.set(name, kind);
    return kind;
  };
  const rewritten = new Set<VariableDeclaration>();

  for (const statement of program.body) {
    const declaration =
      (statement.type === "ExportNamedDeclaration" || statement.type === "ExportDefaultDeclaration") &&
      statement.declaration
        ? statement.declaration
        : statement;
    switch (declaration.type) {
      case "VariableDeclaration": {
        const names = declaration.declarations.flatMap(({ id }) => namesOf(id));
        const kind = declare(names, declaration.kind === "var" ? "global" : "lexical");
        rewriteVariable(declaration, kind, text);
        rewritten.add(declaration);
        break;
      }
      case "FunctionDeclaration":
        if (declaration.id === null) break;
        if (declare([declaration.id.name], "global") === "lexical") {
          rewriteFunction(declaration, declaration.id.name, text);
        }
        break;
      case "ClassDeclaration":
        if (declaration.id === null) break;
        if (declare([declaration.id.name], "lexical") === "global") {
          text.appendLeft(declaration.start, `var ${declaration.id.name} = `);
        }
        break;
      case "ImportDeclaration":
        declare(
          declaration.specifiers.map(({ local }) => local.name),
          "lexical",
        );
        break;
    }
  }
  for (const name of nestedVars(program, rewritten)) declared.set(name, "global");
  return declared;
}

/** All three keywords fit in the width of `const`, so that no column moves. */
function rewriteVariable(declaration: VariableDeclaration, kind: NameKind, text: MagicString): void {
  const keyword = kind === "global" ? "var" : "let";
  const { start } = declaration;
  if (declaration.kind === "using" || declaration.kind === "await using") rewriteUsing(declaration, keyword, text);
  else if (declaration.kind !== keyword) {
    text.overwrite(start, start + declaration.kind.length, keyword.padEnd(declaration.kind.length));
  }
  if (kind === "global" && declaration.kind === "let") {
    // `let a;` starts a again; `var a;` would leave it as it was.
    for (const { id, init } of declaration.declarations) if (!init) text.appendLeft(id.end, " = undefined");
  }
}

/** What it declares is there for later cells, as all that a cell declares, so that it is not disposed at the end of this one. */
function rewriteUsing(declaration: VariableDeclaration, keyword: string, text: MagicString): void {
  const { start, kind, declarations } = declaration;
  const end = declarations[0]?.start ?? start;
  const words = text.original.slice(start, end);
  text.overwrite(start, end, keyword + words.slice(keyword.length).replaceAll(/[^\n]/g, " "));
  for (const { id, init } of declarations) {
    if (!init || id.type !== "Identifier") continue;
    text.appendLeft(init.start, `${holdName}(${JSON.stringify(id.name)}, ${kind === "await using"}, `);
    text.appendLeft(init.end, ")");
  }
}

/** Not hoisted any more, which only a call above it in the same cell would notice. */
function rewriteFunction(declaration: FunctionDeclaration, name: string, text: MagicString): void {
  text.appendLeft(declaration.start, `let ${name} = `);
  text.appendRight(declaration.end, ";");
}

/** `for (var i ...)` and the like: not top-level statements, and yet names of the global object. */
function nestedVars(program: Program, top: ReadonlySet<VariableDeclaration>): string[] {
  const inFunctions = new Set<VariableDeclaration>();
  const vars: VariableDeclaration[] = [];
  walk(program, (node) => {
    if (node.type === "VariableDeclaration" && node.kind === "var" && !top.has(node)) vars.push(node);
    else if (/Function|StaticBlock/.test(node.type)) {
      walk(node, (inner) => {
        if (inner.type === "VariableDeclaration") inFunctions.add(inner);
      });
    }
  });
  return vars
    .filter((node) => !inFunctions.has(node))
    .flatMap((node) => node.declarations.flatMap(({ id }) => namesOf(id)));
}
