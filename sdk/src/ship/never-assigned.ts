// Tells from an author's text that nothing can assign a variable any more once it has its value.

import type { AnyNode } from "acorn";
import type { Reference, Scope, Variable } from "eslint-scope";
import type { ByValue } from "./routes.ts";
import { isLoop, offsetOf, type ScriptTree, treeOf, wayTo } from "./script-tree.ts";
import { childrenOf } from "./syntax-tree.ts";

/**
 * True if a variable that the function takes from around it keeps the value that it has now. When in doubt, false: it may
 * be that the text cannot be read, or that something in it evaluates text.
 */
export function isNeverAssigned(name: string, value: unknown, route: ByValue): boolean {
  const { script, text, closure } = route;
  const file = treeOf(script);
  if (!file || !closure.location || evaluatesText(file)) return false;
  const start = offsetOf(closure.location, script.text) - text.anchor.length;
  if (!script.text.startsWith(text.source, start)) return false;
  const { globalScope } = file.scopes;
  if (!globalScope) return false;
  const around = scopeAround(globalScope, start, start + text.source.length);
  for (let scope: Scope | null = around; scope; scope = scope.upper) {
    const variable = scope.set.get(name);
    if (variable) return keepsValue(variable, value, file.tree, globalScope);
  }
  return false;
}

const evaluating = new WeakMap<ScriptTree, boolean>();

/** `eval` and `with` make any name mean anything. */
function evaluatesText(file: ScriptTree): boolean {
  const known = evaluating.get(file) ?? (/\beval\b|\bwith\s*\(/.test(file.text) && hasEvaluation(file.tree));
  evaluating.set(file, known);
  return known;
}

const hasEvaluation = (node: AnyNode): boolean =>
  node.type === "WithStatement" ||
  (node.type === "CallExpression" && node.callee.type === "Identifier" && node.callee.name === "eval") ||
  childrenOf(node).some(hasEvaluation);

function scopeAround(outermost: Scope, start: number, end: number): Scope {
  let scope = outermost;
  for (;;) {
    const inner: Scope | undefined = scope.childScopes.find((it) => {
      const [from, to] = it.block.range ?? [0, 0];
      return it.type === "module" || (from < start && to >= end);
    });
    if (!inner) return scope;
    scope = inner;
  }
}

function keepsValue(variable: Variable, value: unknown, tree: AnyNode, globalScope: Scope): boolean {
  const [definition, ...others] = variable.defs;
  if (!definition || others.length > 0 || definition.type === "ImportBinding") return false;
  // In sloppy mode `arguments[0] = 1` assigns the first parameter.
  if (definition.type === "Parameter" && isUsed(variable.scope.set.get("arguments"))) return false;
  const declaration = definition.parent as AnyNode | null | undefined;
  const way = wayTo((definition.node as AnyNode).start, tree);
  if (declaration?.type === "VariableDeclaration" && declaration.kind === "var") {
    // It may have been read before its line was reached, and in a loop it is one for all rounds.
    const inside = way.slice(way.indexOf(variable.scope.block as AnyNode));
    if (value === undefined || inside.some(isLoop)) return false;
  }
  // `let i` in the head of a loop is another variable in each round, and `i++` assigns that of the next.
  const head = way.find((it) => it.type === "ForStatement" && it.init === declaration);
  const update = head?.type === "ForStatement" ? head.update : undefined;
  const isOfNextRound = ({ identifier: { range } }: Reference): boolean =>
    update != null && range !== undefined && range[0] >= update.start && range[1] <= update.end;
  const ofScript = variable.scope === globalScope ? globalScope.through : [];
  const writes = [...variable.references, ...ofScript].filter(
    (it) => it.isWrite() && it.identifier.name === variable.name && !isOfNextRound(it),
  );
  return new Set(writes).size <= 1 && writes.every((it) => it.init === true);
}

const isUsed = (variable: Variable | undefined): boolean => (variable?.references.length ?? 0) > 0;
