// Follows values through the text of a lattice: which expressions are outputs of electrons, and of which.

import type { AnyNode, CallExpression, Function as FunctionNode, Identifier, Node, Pattern } from "acorn";
import { analyze, type Variable } from "eslint-scope";
import { childrenOf } from "./function-text.ts";

/** A way into a value: names and indices. */
type Path = readonly (string | number)[];

/** What the text of a function alone tells. */
interface Names {
  variables: Map<unknown, Variable>;
  /** What a call's callee is called, where that is a name from outside: by the index of the call. */
  callees: Map<number, string>;
}

/** A lattice is traced as often as it is dispatched, and its text stays the same. */
const known = new WeakMap<FunctionNode, Names>();

function namesIn(fn: FunctionNode): Names {
  const before = known.get(fn);
  if (before !== undefined) return before;
  const names = { variables: variablesIn(fn), callees: new Map<number, string>() };
  nameCallees(fn, names);
  known.set(fn, names);
  return names;
}

function variablesIn(fn: FunctionNode): Names["variables"] {
  const program = { type: "Program", sourceType: "module", body: [{ type: "ExpressionStatement", expression: fn }] };
  const { scopes } = analyze(program as Parameters<typeof analyze>[0], { ecmaVersion: 2022, sourceType: "module" });
  const references = scopes.flatMap((scope) => scope.references);
  return new Map(references.flatMap(({ identifier, resolved }) => (resolved ? [[identifier, resolved]] : [])));
}

function nameCallees(node: Node, names: Names): void {
  if (node.type === "CallExpression") {
    const { callee } = node as CallExpression;
    const name = nameFromOutside(callee, names);
    if (name !== undefined) names.callees.set(indexOfCall(callee), name);
  }
  for (const child of childrenOf(node)) nameCallees(child, names);
}

/** A name that the lattice takes from around it; undefined for all that it may change as it runs. */
function nameFromOutside(callee: Node, names: Names): string | undefined {
  const node = callee as AnyNode;
  if (node.type === "Identifier") return names.variables.has(node) ? undefined : node.name;
  if (node.type !== "MemberExpression" || node.computed || node.property.type !== "Identifier") return undefined;
  const owner = nameFromOutside(node.object, names);
  return owner && `${owner}.${node.property.name}`;
}

/** Outputs of electrons in the text of one function, as far as its calls are known. */
export class DataFlow {
  /** Electrons by where they are called: the index of the callee's name. */
  readonly #electrons = new Map<number, string>();
  /** Electrons by what the lattice calls them, where that name means the same all over: `load`, `steps.load`. */
  readonly #named = new Map<string, string>();
  readonly #names: Names;

  constructor(fn: FunctionNode) {
    this.#names = namesIn(fn);
  }

  /** At this index an electron was called. Returns whether that is news. */
  learn(index: number, electron: string): boolean {
    const news = !this.#electrons.has(index);
    this.#electrons.set(index, electron);
    const name = this.#names.callees.get(index);
    if (name !== undefined) this.#named.set(name, electron);
    return news;
  }

  /**
   * The electron whose output this expression is, or a part of whose output; undefined if it is, or may be, anything else.
   * A variable that is also given ordinary values counts as ordinary: better to miss a mistake than to see one that is none.
   */
  electronBehind(expression: Node, path: Path = [], open: ReadonlySet<Variable> = new Set()): string | undefined {
    const node = expression as AnyNode;
    const behind = (inner: Node, way: Path = path) => this.electronBehind(inner, way, open);
    switch (node.type) {
      case "CallExpression":
        return this.#behindCall(node, path, open);
      case "MemberExpression":
        return behind(node.object, []);
      case "AwaitExpression":
        return behind(node.argument);
      case "ChainExpression":
        return behind(node.expression);
      case "AssignmentExpression":
        return node.operator === "=" ? behind(node.right) : undefined;
      case "ConditionalExpression":
        return behind(node.consequent) && behind(node.alternate);
      case "ArrayExpression": {
        const [index, ...rest] = path;
        const element = typeof index === "number" ? node.elements[index] : undefined;
        const fixed = node.elements.every((it) => it?.type !== "SpreadElement");
        return element && fixed ? behind(element, rest) : undefined;
      }
      case "ObjectExpression": {
        const [name, ...rest] = path;
        const property = node.properties.find((it) => it.type === "Property" && keyOf(it.key, it.computed) === name);
        const fixed = node.properties.every((it) => it.type === "Property");
        return property?.type === "Property" && fixed ? behind(property.value, rest) : undefined;
      }
      case "Identifier":
        return this.#behindVariable(node, path, open);
      default:
        return undefined;
    }
  }

  #behindCall({ callee, arguments: args }: CallExpression, path: Path, open: ReadonlySet<Variable>) {
    const index = indexOfCall(callee);
    // A call that was not reached yet is known by its name.
    const electron = this.#electrons.get(index) ?? this.#named.get(this.#names.callees.get(index) ?? "");
    if (electron !== undefined) return electron;
    if (callee.type !== "MemberExpression") return undefined;
    const [list] = args;
    const all = keyOf(callee.property, callee.computed) === "all" && isNamed(callee.object, "Promise");
    // `await Promise.all([a, b])` gives the outputs as they stand in the list.
    if (all && list) return path.length > 0 ? this.electronBehind(list, path, open) : undefined;
    return this.electronBehind(callee.object, [], open);
  }

  #behindVariable(identifier: Identifier, path: Path, open: ReadonlySet<Variable>): string | undefined {
    const variable = this.#names.variables.get(identifier);
    if (variable === undefined || open.has(variable)) return undefined;
    if (!variable.defs.every(isGivenValues)) return undefined;
    const around = new Set([...open, variable]);
    let electron: string | undefined;
    for (const reference of variable.references) {
      if (!reference.isWrite()) continue;
      const written = reference.writeExpr as Node | null | undefined;
      const way = reference.partial ? wayTo(reference.identifier, variable) : [];
      // A whole list may have been changed since; its elements are only known where it is taken apart at once.
      if (!written || way === undefined || (path.length > 0 && way.length === 0 && isLiteral(written)))
        return undefined;
      electron = this.electronBehind(written, [...way, ...path], around);
      if (electron === undefined) return undefined;
    }
    return electron;
  }
}

/** Where V8 says that a call stands: at the last name of what is called. */
function indexOfCall(callee: Node): number {
  const node = callee as AnyNode;
  return node.type === "MemberExpression" ? node.property.start : node.start;
}

const isNamed = (node: Node, name: string): boolean => node.type === "Identifier" && (node as Identifier).name === name;

const isLiteral = ({ type }: Node): boolean => type === "ArrayExpression" || type === "ObjectExpression";

function keyOf(key: Node, computed: boolean): string | number | undefined {
  const node = key as AnyNode;
  if (node.type === "Identifier") return computed ? undefined : node.name;
  if (node.type !== "Literal") return undefined;
  return typeof node.value === "string" || typeof node.value === "number" ? node.value : undefined;
}

/** Whether declarations and assignments alone give it its values: a parameter has others, and `let x;` begins as undefined. */
function isGivenValues({ type, node }: Variable["defs"][number]): boolean {
  return type === "Variable" && (node as { init?: unknown }).init !== null;
}

/** How a destructuring declaration reaches one of its names: `["rows", 0]` for `b` in `const { rows: [b] } = ...`. */
function wayTo(identifier: unknown, variable: Variable): Path | undefined {
  for (const { node } of variable.defs) {
    const declared = (node as { id?: Pattern }).id;
    const way = declared && wayIn(declared, identifier);
    if (way) return way;
  }
  return undefined;
}

function wayIn(pattern: Pattern, identifier: unknown): Path | undefined {
  switch (pattern.type) {
    case "Identifier":
      return pattern === identifier ? [] : undefined;
    case "AssignmentPattern":
      return wayIn(pattern.left, identifier);
    case "ArrayPattern":
      for (const [index, element] of pattern.elements.entries()) {
        const way = element && wayIn(element, identifier);
        if (way) return [index, ...way];
      }
      return undefined;
    case "ObjectPattern":
      for (const property of pattern.properties) {
        if (property.type !== "Property") continue;
        const way = wayIn(property.value, identifier);
        const key = keyOf(property.key, property.computed);
        if (way) return key === undefined ? undefined : [key, ...way];
      }
      return undefined;
    default:
      return undefined;
  }
}
