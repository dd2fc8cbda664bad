// Which names a parsed script binds at its top level, and as what.

import type { AnyNode, ModuleDeclaration, Program, Statement } from "acorn";
import { namesOf, walk } from "../cell/tree.ts";
import type { DeclaredKind } from "./declarations.ts";

/** Each name that the program binds at its top level. A name bound twice comes twice. */
export function* boundIn(program: Program): Generator<[string, DeclaredKind]> {
  for (const name of hoistedVars(program)) yield [name, "let"];
  for (const statement of program.body) yield* boundBy(statement);
}

function* boundBy(statement: Statement | ModuleDeclaration): Generator<[string, DeclaredKind]> {
  switch (statement.type) {
    case "ImportDeclaration":
      for (const specifier of statement.specifiers) yield [specifier.local.name, "import"];
      return;
    case "ExportNamedDeclaration":
      if (statement.declaration) yield* boundBy(statement.declaration);
      return;
    case "FunctionDeclaration":
      yield [statement.id.name, "function"];
      return;
    case "ClassDeclaration":
      yield [statement.id.name, "class"];
      return;
    case "VariableDeclaration": {
      const kind = statement.kind === "let" || statement.kind === "var" ? "let" : "const";
      for (const { id } of statement.declarations) for (const name of namesOf(id)) yield [name, kind];
    }
  }
}

/** `var` reaches the top level from inside blocks and loops, though not from inside functions. */
function hoistedVars(program: Program): string[] {
  const vars = new Set<string>();
  const local: AnyNode[] = [];
  walk(program, (node) => {
    if (/Function|StaticBlock/.test(node.type)) walk(node, (inner) => local.push(inner));
    if (node.type !== "VariableDeclaration" || node.kind !== "var" || local.includes(node)) return;
    for (const { id } of node.declarations) for (const name of namesOf(id)) vars.add(name);
  });
  return [...vars];
}
