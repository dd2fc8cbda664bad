// Tells whether a function literal comes to life once in each scope it stands in, so that two functions of it mean two scopes.

import { type AnyNode, parse } from "acorn";
import { analyze, type ScopeManager, type Scope as TextScope } from "eslint-scope";
import type { Location, Scope } from "./scopes.ts";
import type { Script } from "./scripts.ts";
import { childrenOf } from "./syntax-tree.ts";

interface Parsed {
  tree: AnyNode;
  scopes: ScopeManager;
  text: string;
}
const parsed = new WeakMap<Script, Parsed | null>();

/**
 * True for a literal that stands right in the function whose scope it closes over, outside any loop: `() => ++n` in
 * `const counter = () => { let n = 0; return () => ++n; }`. A literal further in, as in `list.map(() => () => ++n)`, may come
 * to life many times in one scope.
 */
export function livesOncePerScope(location: Location, script: Script, scope: Scope): boolean {
  const file = read(script);
  if (!file) return false;
  const way = wayTo(offsetOf(location, file.text), file.tree);
  const literal = way.findLastIndex(isFunction);
  const owner = way.slice(0, Math.max(0, literal)).findLastIndex(isFunction);
  if (owner < 0 || way.slice(owner, literal).some(isLoop)) return false;
  const declared = namesIn(way[owner] as AnyNode, file.scopes);
  return Object.keys(scope.variables).every((name) => declared.has(name));
}

function read(script: Script): Parsed | null {
  let file = parsed.get(script);
  if (file === undefined) {
    file = tryToRead(script.text, "module") ?? tryToRead(script.text, "script");
    parsed.set(script, file);
  }
  return file;
}

function tryToRead(text: string, sourceType: "module" | "script"): Parsed | null {
  try {
    const options = { allowHashBang: true, allowAwaitOutsideFunction: true, allowReturnOutsideFunction: true };
    const tree = parse(text, { ecmaVersion: "latest", sourceType, ranges: true, ...options });
    return { tree, text, scopes: analyze(tree as Parameters<typeof analyze>[0], { ecmaVersion: 2022, sourceType }) };
  } catch {
    return null;
  }
}

function offsetOf({ line, column }: Location, text: string): number {
  let start = 0;
  for (let n = 0; n < line; n++) start = text.indexOf("\n", start) + 1;
  return start + column;
}

/** The nodes around a position, outermost first. A function's own body is not looked into where V8 points at its parameters. */
function wayTo(offset: number, tree: AnyNode): AnyNode[] {
  const way: AnyNode[] = [];
  let at: AnyNode | undefined = tree;
  while (at) {
    way.push(at);
    at = childrenOf(at).find((it) => it.start <= offset && offset < it.end);
  }
  return way;
}

const isFunction = (node: AnyNode) => /^(Arrow)?Function/.test(node.type);
const isLoop = (node: AnyNode) => /^(For|While|DoWhile)/.test(node.type);

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
