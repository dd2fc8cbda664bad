// Recognises the scopes that functions share, and gives each a block of the generated code.

import { type LexicalTree, outermost } from "./lexical-tree.ts";
import { livesOncePerScope } from "./literals.ts";
import type { Closure, Location, Scope } from "./scopes.ts";
import type { Script } from "./scripts.ts";

/** A scope, and the block that stands for it. */
export interface Level {
  scope: Scope;
  block: number;
}

/**
 * The scopes of one message. V8 does not say which are the same, so two that hold exactly the same are taken for one, unless
 * their functions show that they are two.
 */
export class Blocks {
  readonly #tree: LexicalTree;
  /** Blocks of scopes that look alike, by what they look like. */
  readonly #alike = new Map<string, { block: number; literals: Set<string> }[]>();
  readonly #identities = new Map<unknown, number>();

  constructor(tree: LexicalTree) {
    this.#tree = tree;
  }

  /** The blocks of generated code for a function's chain of scopes, innermost first, down to the outermost. */
  of({ scopes, location }: Closure, script: Script, free: readonly string[]): Level[] {
    // Scopes further in than any name that the function takes make no difference to it.
    const first = scopes.findIndex((scope) => free.some((name) => Object.hasOwn(scope.variables, name)));
    if (first < 0) return [];
    let parent = outermost;
    const levels: Level[] = [];
    for (const scope of scopes.slice(first).reverse()) {
      const literal = scope === scopes[0] ? location : undefined;
      parent = this.#block(scope, parent, script, literal);
      levels.unshift({ scope, block: parent });
    }
    return levels;
  }

  /** `literal` is given where it stands right in the scope: two functions of one such literal may mean two scopes. */
  #block(scope: Scope, parent: number, script: Script, literal: Location | undefined): number {
    const key = `${parent}|${this.#contents(scope, script)}`;
    const alike = this.#alike.get(key) ?? [];
    this.#alike.set(key, alike);
    const name = literal && `${literal.script}:${literal.line}:${literal.column}`;
    const isTaken = name !== undefined && alike.some((it) => it.literals.has(name));
    const isOther = isTaken && scope.kind === "Inner" && livesOncePerScope(literal as Location, script, scope);
    let found = isOther ? alike.findLast((it) => !it.literals.has(name)) : alike.at(-1);
    if (!found) {
      found = { block: this.#tree.block(parent), literals: new Set() };
      alike.push(found);
    }
    if (name !== undefined) found.literals.add(name);
    return found.block;
  }

  /** There is one script scope for all cells, and one of each module; any other scope is known by what is in it. */
  #contents({ kind, variables }: Scope, script: Script): string {
    if (kind === "Script") return kind;
    if (kind === "Module") return `${kind} ${script.id}`;
    return Object.keys(variables)
      .map((name) => {
        const read = readVariable(variables, name);
        return `${name}=${read.ready ? this.#identity(read.value) : "unset"}`;
      })
      .join(";");
  }

  #identity(value: unknown): string {
    if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
    if (typeof value === "string") return JSON.stringify(value);
    if (value === null || (typeof value !== "object" && typeof value !== "function" && typeof value !== "symbol")) {
      return `${typeof value} ${value}`;
    }
    const known = this.#identities.get(value) ?? this.#identities.size;
    this.#identities.set(value, known);
    return `@${known}`;
  }
}

/** Before its declaration has run, V8 refuses to show a variable. */
export function readVariable(variables: Record<string, unknown>, name: string): { ready: boolean; value: unknown } {
  try {
    return { ready: true, value: variables[name] };
  } catch {
    return { ready: false, value: undefined };
  }
}
