// A cell's text as the script that V8 evaluates in its stead.

import type { ExpressionStatement, Program } from "acorn";
import MagicString from "magic-string";
import { lowerDecorators } from "./lower-decorators.ts";
import { isObjectLiteral } from "./object-literal.ts";
import { originOf, readMap } from "./origin.ts";
import { parseModule } from "./parse.ts";
import { type NameKind, redeclare } from "./redeclare.ts";
import { rewriteImports } from "./rewrite-imports.ts";
import { stripTypes } from "./strip-types.ts";
import { SyntaxFault } from "./syntax-fault.ts";
import { walk } from "./tree.ts";

export interface PreparedCell {
  code: string;
  /** The cell ends with an expression, whose value is the cell's result. */
  hasResult: boolean;
  /** Source maps as JSON, to be followed one after the other from a position in `code` to one in the text. */
  maps: string[];
  /** What the cell declares at the top level; the caller adds it to the names of earlier cells. */
  declares: ReadonlyMap<string, NameKind>;
}

/** Modules are strict, and a cell is written as if it were one: what its first line begins with. */
export const strictness = '"use strict"; ';

/**
 * Strips types, rewrites imports, exports and redeclarations, and waits for the last expression if it is a promise. All of
 * it is in place: a line stays the line it was, unless the cell holds an enum, a namespace or parameter properties.
 *
 * A result is shown with or without a `;` after it, because formatters add one; `void expression` shows none. A cell that is
 * one object literal comes to that object.
 *
 * @param before What earlier cells declared.
 * @throws SyntaxFault
 */
export function prepareCell(text: string, before: ReadonlyMap<string, NameKind> = new Map()): PreparedCell {
  if (!isObjectLiteral(text)) return prepareStatements(text, before);
  const inParentheses = new MagicString(text).prepend("(").append("\n)");
  const map = inParentheses.generateMap({ hires: true, source: "cell" }).toString();
  const prepared = prepareStatements(inParentheses.toString(), before);
  return { ...prepared, maps: [...prepared.maps, map] };
}

function prepareStatements(text: string, before: ReadonlyMap<string, NameKind>): PreparedCell {
  const { code: untyped, map } = stripTypes(text);
  const untypedMaps = map === undefined ? [] : [map];
  const lowered = inItsPlace(untypedMaps, () => lowerDecorators(untyped));
  const { code } = lowered ?? { code: untyped };
  const maps = lowered === undefined ? untypedMaps : [lowered.map, ...untypedMaps];
  const program = inItsPlace(maps, () => parseModule(code));
  const script = new MagicString(code);
  const compiled = map === undefined ? new Set<string>() : startEnumsAnew(program, script);
  const declares = redeclare(program, script, before);
  rewriteImports(program, script, declares);
  const hasResult = awaitResult(program, script, compiled);
  script.prepend(strictness);
  const ownMap = script.generateMap({ hires: true, source: "cell" }).toString();
  return { code: script.toString(), hasResult, maps: [ownMap, ...maps], declares };
}

/** A parser's SyntaxError as one of the person's own text. */
function inItsPlace<T>(maps: readonly string[], read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SyntaxError && "loc" in error)) throw error;
    const { line, column } = error.loc as { line: number; column: number };
    const at = originOf(maps.map(readMap), { line, column: column + 1 });
    throw new SyntaxFault(error.message.replace(/ \(\d+:\d+\)$/, ""), at, { cause: error });
  }
}

/** Wraps the last expression in `await (...)`; in REPL mode the value of a script is not awaited by itself. */
function awaitResult(program: Program, script: MagicString, compiled: ReadonlySet<string>): boolean {
  const last = program.body.findLast(
    (statement) => statement.type !== "EmptyStatement" && !isDeclarationOf(compiled, statement),
  );
  const expression = last === undefined ? undefined : resultOf(last);
  if (expression === undefined) return false;
  if (expression.type !== "AwaitExpression") {
    script.appendRight(expression.start, "await (");
    script.appendLeft(expression.end, ")");
  }
  return true;
}

/** The compiler declares its namespaces behind all that the author wrote. */
function isDeclarationOf(compiled: ReadonlySet<string>, statement: Program["body"][number]): boolean {
  return (
    statement.type === "VariableDeclaration" &&
    statement.kind === "var" &&
    statement.declarations.every(({ id, init }) => init == null && id.type === "Identifier" && compiled.has(id.name))
  );
}

function resultOf(statement: Program["body"][number]): ExpressionStatement["expression"] | undefined {
  if (statement.type === "ExpressionStatement") return statement.expression;
  if (statement.type !== "ExportDefaultDeclaration") return undefined;
  const { declaration } = statement;
  return /Declaration$/.test(declaration.type) ? undefined : (declaration as ExpressionStatement["expression"]);
}

/**
 * A compiled enum or namespace adds to what its name holds already. That is for several declarations in one file; a cell
 * that is run again would keep the members that its author has removed.
 *
 * @returns the names of them all.
 */
function startEnumsAnew(program: Program, script: MagicString): ReadonlySet<string> {
  const seen = new Set<string>();
  walk(program, (node) => {
    const argument = node.type === "CallExpression" ? node.arguments[0] : undefined;
    if (argument?.type !== "LogicalExpression" || argument.operator !== "||") return;
    const { left, right } = argument;
    const isFresh = right.type === "ObjectExpression" || right.type === "AssignmentExpression";
    if (left.type !== "Identifier" || !isFresh || seen.has(left.name)) return;
    seen.add(left.name);
    script.overwrite(argument.start, argument.end, right.type === "ObjectExpression" ? "{}" : `${left.name} = {}`);
  });
  return seen;
}
