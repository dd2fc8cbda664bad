// Tells whether a function literal comes to life once in each scope it stands in, so that two functions of it mean two scopes.

import type { AnyNode } from "acorn";
import type { ScopeManager, Scope as TextScope } from "eslint-scope";
import type { Location, Scope } from "./scopes.ts";
import { isLoop, offsetOf, treeOf, wayTo } from "./script-tree.ts";
import type { Script } from "./scripts.ts";

/**
 * True for a literal that stands right in the function whose scope it closes over, outside any loop: `() => ++n` in
 * `const counter = () => { let n = 0; return () => ++n; }`. A literal further in, as in `list.map(() => () => ++n)`, may come
 * to life many times in one scope.
 */
export function livesOncePerScope(location: Location, script: Script, scope: Scope): boolean {
  const file = treeOf(script);
  if (!file) return false;
  const way = wayTo(offsetOf(location, file.text), file.tree);
  const literal = way.findLastIndex(isFunction);
  const owner = way.slice(0, Math.max(0, literal)).findLastIndex(isFunction);
  if (owner < 0 || way.slice(owner, literal).some(isLoop)) return false;
  const declared = namesIn(way[owner] as AnyNode, file.scopes);
  return Object.keys(scope.variables).every((name) => declared.has(name));
}

const isFunction = (node: AnyNode) => /^(Arrow)?Function/.test(node.type);

/** All names declared in a function, in its blocks too, but not in functions inside it. */
function namesIn(fn: AnyNode, manager: ScopeManager): Set<string> {
  const names = new Set(["this", "arguments"]);
  const collect = (scope: TextScope): void => {
    for (const { name } of scope.variables) names.add(String(name));
    for (const child of scope.childScopes) if (child.type !== "function") collect(child);
  };
  const own = manager.acquire(fn as Parameters<ScopeManager["acquire"]>[0], true);
  if (own) collect(own);
  return names;
}
