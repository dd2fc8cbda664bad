// Which names a parsed script binds at its top level, and as what.

import type { AnyNode, ModuleDeclaration, Pattern, Program, Statement } from "acorn";
import type { DeclaredKind } from "./declarations.ts";

/** Each name that the program binds at its top level. A name bound twice (a `var`, a function) comes twice. */
export function* boundIn(program: Program): Generator<[string, DeclaredKind]> {
  for (const statement of program.body) {
    yield* boundBy(statement);
    for (const name of hoistedVars(statement)) yield [name, "let"];
  }
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
    case "VariableDeclaration":
      for (const { id } of statement.declarations) {
        for (const name of boundNames(id)) {
          yield [name, statement.kind === "let" || statement.kind === "var" ? "let" : "const"];
        }
      }
      return;
  }
}

function* boundNames(pattern: Pattern): Generator<string> {
  switch (pattern.type) {
    case "Identifier":
      yield pattern.name;
      return;
    case "ObjectPattern":
      for (const property of pattern.properties) {
        yield* boundNames(property.type === "RestElement" ? property.argument : property.value);
      }
      return;
    case "ArrayPattern":
      for (const element of pattern.elements) if (element) yield* boundNames(element);
      return;
    case "RestElement":
      yield* boundNames(pattern.argument);
      return;
    case "AssignmentPattern":
      yield* boundNames(pattern.left);
      return;
  }
}

/** `var` reaches the top level from inside blocks and loops, though not from inside functions. */
function* hoistedVars(node: AnyNode): Generator<string> {
  if (/Function|Class/.test(node.type)) return;
  if (node.type === "VariableDeclaration" && node.kind === "var") {
    for (const { id } of node.declarations) yield* boundNames(id);
  }
  for (const child of Object.values(node).flat()) {
    if (isNode(child)) yield* hoistedVars(child);
  }
}

const isNode = (value: unknown): value is AnyNode =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
