// What the text of a function says: which names it takes from outside, and what must change before it can stand alone.

import { type AnyNode, type Expression, type MethodDefinition, type Node, type Property, parse } from "acorn";
import { analyze } from "eslint-scope";
import { type ClassText, readClass } from "./class-text.ts";
import type { Edit } from "./edits.ts";
import { namesFor, runtime } from "./runtime-names.ts";
import { childrenOf } from "./syntax-tree.ts";

export interface FunctionText {
  source: string;
  /** "expression" can be evaluated as it is; "member" only inside an object literal (methods, getters, setters). */
  form: "expression" | "member";
  isArrow: boolean;
  /** Present for classes. */
  class: ClassText | undefined;
  /** Names that it takes from outside, in order of appearance. */
  free: string[];
  /** Those of them that it may assign: any, if it evaluates text. */
  assigned: ReadonlySet<string> | "any";
  edits: Edit[];
  /** The part of the text before the point that V8 calls the function's location. */
  anchor: string;
  /** Why a function of this text cannot run elsewhere, whatever it closes over. */
  obstacle: string | undefined;
  /** Likewise, even if the `this` of its surroundings were given. */
  otherObstacle: string | undefined;
  /** Where an arrow uses the `this` of the function around it, each to be replaced by a name. */
  outerThis: Edit[];
  /** True if V8 would run it in strict mode wherever it stood. */
  strict: boolean;
}

const known = new Map<string, FunctionText>();
const mostKnown = 5_000;

/** Reads the text of a function; undefined if it is native code. */
export function readFunction(fn: object): FunctionText | undefined {
  const source = Function.prototype.toString.call(fn);
  const before = known.get(source);
  if (before) return before;
  if (/\{\s*\[native code\]\s*\}\s*$/.test(source)) return undefined;
  if (known.size >= mostKnown) known.clear();
  const text = read(source);
  known.set(source, text);
  return text;
}

function read(source: string): FunctionText {
  const parsed = parseAs("expression", "(", source, "\n)") ?? parseAs("member", "({", source, "\n})");
  if (!parsed) return unreadable(source);
  const { form, ast, offset } = parsed;
  const node = functionNode(ast);
  const isClass = node.type === "ClassExpression";
  const isArrow = node.type === "ArrowFunctionExpression";
  const shape = isClass ? readClass(node, source, offset) : undefined;
  const edits: Edit[] = [...(shape?.edits ?? [])];
  let computedKey: [number, number] | undefined;
  if (node.type === "Property" && node.computed) {
    computedKey = [node.key.start - offset, node.key.end - offset];
    edits.push({
      start: source.lastIndexOf("[", computedKey[0]),
      end: source.indexOf("]", computedKey[1]) + 1,
      text: "method",
    });
  }
  const outside = new Outside(source, offset, [...(shape?.skipped ?? []), ...(computedKey ? [computedKey] : [])]);
  visit(node, outside, isArrow ? node : undefined, node);
  edits.push(...outside.edits);
  const names = freeNames(ast, offset, outside);
  const otherObstacle = shape?.obstacle ?? outside.obstacle ?? (names.free.includes("yield") ? usesYield : undefined);
  return {
    source,
    form,
    isArrow,
    class: shape,
    ...names,
    edits,
    anchor: source.slice(0, anchorOf(node, source, offset)),
    obstacle: otherObstacle ?? (outside.self.length > 0 ? usesThis : undefined),
    otherObstacle,
    outerThis: outside.self,
    strict: isClass || /^[^{]*\{\s*["']use strict["']/.test(source),
  };
}

const usesYield = "it uses a variable named 'yield', which cannot be declared in the code that arrives";
const usesThis = "it is an arrow function that uses 'this' of the function around it";

type FunctionNode = Expression | Property;

function parseAs(form: FunctionText["form"], before: string, source: string, after: string) {
  try {
    const ast = parse(before + source + after, {
      ecmaVersion: "latest",
      sourceType: "script",
      ranges: true,
      // Only to be able to read import.meta, which is replaced.
      allowImportExportEverywhere: true,
    });
    return { form, ast, offset: before.length };
  } catch {
    return undefined;
  }
}

function unreadable(source: string): FunctionText {
  const obstacle = /(^|\W)super(\W|$)/.test(source)
    ? "it uses 'super' of the method around it"
    : /new\.target/.test(source)
      ? "it uses 'new.target' of the function around it"
      : /#[\w$]/.test(source)
        ? "it uses private members of a class that it was taken out of"
        : "its text cannot be read on its own";
  const nothing = {
    isArrow: false,
    class: undefined,
    free: [],
    assigned: new Set<string>(),
    edits: [],
    outerThis: [],
    anchor: "",
    strict: false,
  };
  return { source, form: "expression", obstacle, otherObstacle: obstacle, ...nothing };
}

function functionNode(ast: ReturnType<typeof parse>): FunctionNode {
  const statement = ast.body[0];
  if (statement?.type !== "ExpressionStatement") throw new TypeError("not an expression");
  const { expression } = statement;
  const property = expression.type === "ObjectExpression" ? expression.properties[0] : undefined;
  return property?.type === "Property" ? property : expression;
}

/** V8 locates a class by its constructor's parameters, an arrow by its start, and any other function by its parameters. */
function anchorOf(node: FunctionNode, source: string, offset: number): number {
  if (node.type === "Property") return node.value.start - offset;
  if (node.type === "ClassExpression") {
    const isConstructor = (it: Node): it is MethodDefinition =>
      it.type === "MethodDefinition" && "kind" in it && it.kind === "constructor";
    return (node.body.body.find(isConstructor)?.value.start ?? node.start) - offset;
  }
  if (node.type !== "FunctionExpression") return 0;
  const from = node.id ? node.id.end - offset : 0;
  return Math.max(0, source.indexOf("(", from));
}

function freeNames(
  ast: ReturnType<typeof parse>,
  offset: number,
  { skipped, evaluates }: Outside,
): Pick<FunctionText, "free" | "assigned"> {
  const scopes = analyze(ast as Parameters<typeof analyze>[0], { ecmaVersion: 2022, sourceType: "script" });
  const names = new Set<string>();
  const assigned = new Set<string>();
  const references = (scopes.globalScope?.through ?? [])
    .map((it) => ({ name: it.identifier.name, at: (it.identifier.range?.[0] ?? 0) - offset, isWrite: it.isWrite() }))
    .sort((a, b) => a.at - b.at);
  for (const { name, at, isWrite } of references) {
    // Code that was received speaks to its receiver; when it is sent on, the next receiver lends itself.
    if (name === runtime) continue;
    if (skipped.some(([start, end]) => at >= start && at < end)) continue;
    names.add(String(name));
    if (isWrite) assigned.add(String(name));
  }
  return { free: [...names], assigned: evaluates ? "any" : assigned };
}

/** Collects what a function takes from outside other than by name. */
class Outside {
  readonly edits: Edit[] = [];
  /** The `this` of an arrow's surroundings. */
  readonly self: Edit[] = [];
  obstacle: string | undefined;
  /** True if it calls `eval` by that name. */
  evaluates = false;
  readonly source: string;
  readonly offset: number;
  readonly skipped: readonly [number, number][];

  constructor(source: string, offset: number, skipped: readonly [number, number][]) {
    this.source = source;
    this.offset = offset;
    this.skipped = skipped;
  }

  isSkipped(node: Node): boolean {
    const at = node.start - this.offset;
    return this.skipped.some(([start, end]) => at >= start && at < end);
  }
}

/** `arrow` is the outermost arrow while `this` still means that of the function around it. */
function visit(node: AnyNode, outside: Outside, arrow: AnyNode | undefined, root: AnyNode): void {
  if (outside.isSkipped(node)) return;
  const { offset } = outside;
  if (arrow && node.type === "ThisExpression") {
    outside.self.push({ start: node.start - offset, end: node.end - offset, text: namesFor.self });
  }
  if (arrow && node.type === "Identifier" && node.name === "arguments") {
    outside.obstacle ??= "it is an arrow function that uses 'arguments' of the function around it";
  }
  if (node.type === "CallExpression" && node.callee.type === "Identifier" && node.callee.name === "eval") {
    outside.evaluates = true;
  }
  if (node.type === "Super" && root.type === "Property") {
    outside.obstacle ??= "it is a method that uses 'super', whose object V8 does not tell";
  }
  if (node.type === "ImportExpression") {
    outside.edits.push({ start: node.start - offset, end: node.start - offset + 6, text: namesFor.importCall });
  }
  if (node.type === "MetaProperty" && node.meta.name === "import") {
    outside.edits.push({ start: node.start - offset, end: node.end - offset, text: namesFor.importMeta });
  }
  const ownThis =
    node !== arrow &&
    (node.type === "FunctionExpression" ||
      node.type === "FunctionDeclaration" ||
      node.type === "ClassExpression" ||
      node.type === "ClassDeclaration");
  for (const child of childrenOf(node)) visit(child, outside, ownThis ? undefined : arrow, root);
}
