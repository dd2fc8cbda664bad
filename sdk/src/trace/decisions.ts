// Finds where a lattice decides on the output of an electron: nothing can trap `if (output)` while it runs, and it is always true.

import type { AnyNode, Node } from "acorn";
import { LatticeError } from "../errors.ts";
import { indexOf } from "../ship/authored-text.ts";
import { placeIn } from "../ship/scripts.ts";
import type { CallSite } from "./call-site.ts";
import { DataFlow } from "./data-flow.ts";
import { childrenOf, type FunctionText, parseFunction, textOf } from "./function-text.ts";

interface Text {
  of: FunctionText;
  source: string;
  tests: Test[];
  flow: DataFlow;
}

/** A decision: what it looks at, and what to show of it. */
interface Test {
  on: Node;
  shown: Node;
}

/** The decisions of one lattice, checked while it is traced: before `while (output)` could run for ever. */
export class Decisions {
  readonly #text: Text | undefined;

  constructor(fn: CallableFunction) {
    const tree = parseFunction(fn);
    const of = textOf(fn);
    if (!tree || !of) return;
    const source = Function.prototype.toString.call(fn);
    this.#text = { of, source, tests: testsIn(tree), flow: new DataFlow(tree) };
  }

  /** The error, if the output of the electron called at this site is what a decision looks at. */
  check(site: CallSite, electron: string): LatticeError | undefined {
    const text = this.#text;
    if (text === undefined || !site.direct || site.script !== text.of.script.name) return undefined;
    const index = indexOf(text.of.script.text, site.line - 1, site.column - 1) - text.of.start;
    if (index < 0 || index >= text.source.length || !text.flow.learn(index, electron)) return undefined;
    for (const { on, shown } of text.tests) {
      const behind = text.flow.electronBehind(on);
      if (behind === undefined) continue;
      const test = text.source.slice(shown.start, shown.end).replaceAll(/\s+/g, " ");
      return new LatticeError("DEFERRED_IN_TEST", { electron: behind, test, place: placeOf(shown, text) });
    }
    return undefined;
  }
}

function placeOf(node: Node, { of: { script, start } }: Text) {
  const lines = script.text.slice(0, start + node.start).split("\n");
  return placeIn(script, lines.length - 1, lines.at(-1)?.length ?? 0);
}

const known = new WeakMap<Node, Test[]>();

/** Every expression in the tree that decides something, in order of the text. */
function testsIn(tree: Node): Test[] {
  const before = known.get(tree);
  if (before !== undefined) return before;
  const tests: Test[] = [];
  known.set(tree, tests);
  const visit = (node: Node): void => {
    tests.push(...testsOf(node as AnyNode));
    for (const child of childrenOf(node)) visit(child);
  };
  visit(tree);
  return tests;
}

function testsOf(node: AnyNode): Test[] {
  const on = (tested: Node | null | undefined, shown: Node = node): Test[] =>
    tested ? outcomesOf(tested).map((it) => ({ on: it, shown })) : [];
  switch (node.type) {
    case "IfStatement":
    case "WhileStatement":
    case "DoWhileStatement":
    case "ForStatement":
      return on(node.test, node.test ?? node);
    case "ConditionalExpression":
      return on(node.test);
    case "UnaryExpression":
      return node.operator === "!" || node.operator === "typeof" ? on(node.argument) : [];
    case "LogicalExpression":
      return on(node.left);
    case "AssignmentExpression":
      return ["&&=", "||=", "??="].includes(node.operator) ? on(node.left) : defaultsOf(node.left, node.right);
    case "BinaryExpression":
      return ["===", "!==", "==", "!="].includes(node.operator) ? [...on(node.left), ...on(node.right)] : [];
    case "SwitchStatement":
      return [...on(node.discriminant, node.discriminant), ...node.cases.flatMap(({ test }) => on(test, test ?? node))];
    case "MemberExpression":
      return node.optional ? on(node.object) : [];
    case "CallExpression":
      return node.optional ? on(node.callee) : [];
    case "VariableDeclarator":
      return node.init ? defaultsOf(node.id, node.init) : [];
    default:
      return [];
  }
}

/** What a condition can come out as: `a && b` as `b`, for `a` is a test of its own. */
function outcomesOf(expression: Node): Node[] {
  const node = expression as AnyNode;
  switch (node.type) {
    case "LogicalExpression":
      return outcomesOf(node.right);
    case "SequenceExpression":
      return node.expressions.slice(-1).flatMap(outcomesOf);
    case "ConditionalExpression":
      return [...outcomesOf(node.consequent), ...outcomesOf(node.alternate)];
    default:
      return [node];
  }
}

/** `const { a = 1 } = output` asks whether `a` is there, and is told that it is. */
function defaultsOf(pattern: Node, from: Node): Test[] {
  const node = pattern as AnyNode;
  if (node.type === "AssignmentPattern") return [{ on: from, shown: node }, ...defaultsOf(node.left, from)];
  if (!["ArrayPattern", "ObjectPattern", "Property", "RestElement"].includes(node.type)) return [];
  return childrenOf(node).flatMap((child) => defaultsOf(child, from));
}
