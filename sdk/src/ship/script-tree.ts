// The syntax tree of a whole script, with its scopes; each script is read once.

import { type AnyNode, parse } from "acorn";
import { analyze, type ScopeManager } from "eslint-scope";
import type { Location } from "./scopes.ts";
import type { Script } from "./scripts.ts";
import { childrenOf } from "./syntax-tree.ts";

export interface ScriptTree {
  tree: AnyNode;
  scopes: ScopeManager;
  text: string;
}
const trees = new WeakMap<Script, ScriptTree | null>();

/** Null for a text that is no JavaScript as a whole. */
export function treeOf(script: Script): ScriptTree | null {
  let tree = trees.get(script);
  if (tree === undefined) {
    tree = read(script.text, "module") ?? read(script.text, "script");
    trees.set(script, tree);
  }
  return tree;
}

function read(text: string, sourceType: "module" | "script"): ScriptTree | null {
  try {
    const options = { allowHashBang: true, allowAwaitOutsideFunction: true, allowReturnOutsideFunction: true };
    const tree = parse(text, { ecmaVersion: "latest", sourceType, ranges: true, ...options });
    return { tree, text, scopes: analyze(tree as Parameters<typeof analyze>[0], { ecmaVersion: 2022, sourceType }) };
  } catch {
    return null;
  }
}

/** A line and a column of the text, as an index in it. */
export function offsetOf({ line, column }: Pick<Location, "line" | "column">, text: string): number {
  let start = 0;
  for (let n = 0; n < line; n++) start = text.indexOf("\n", start) + 1;
  return start + column;
}

/** The nodes around a position, outermost first. A function's own body is not looked into where V8 points at its parameters. */
export function wayTo(offset: number, tree: AnyNode): AnyNode[] {
  const way: AnyNode[] = [];
  let at: AnyNode | undefined = tree;
  while (at) {
    way.push(at);
    at = childrenOf(at).find((it) => it.start <= offset && offset < it.end);
  }
  return way;
}

export const isLoop = (node: AnyNode): boolean => /^(For|While|DoWhile)/.test(node.type);
