// Recognises the scopes that functions share, and gives each a block of the generated code.

import { type LexicalTree, outermost } from "./lexical-tree.ts";
import type { Scope } from "./scopes.ts";
import type { Script } from "./scripts.ts";

/** A scope, and the block that stands for it. */
export interface Level {
  scope: Scope;
  block: number;
}

/** The scopes of one message. Two that hold exactly the same are taken for one: V8 does not tell them apart. */
export class Blocks {
  readonly #tree: LexicalTree;
  readonly #blocks = new Map<string, number>();
  readonly #identities = new Map<unknown, number>();

  constructor(tree: LexicalTree) {
    this.#tree = tree;
  }

  /** The blocks of generated code for a chain of scopes, innermost first, down to the outermost. */
  of(scopes: readonly Scope[], script: Script, free: readonly string[]): Level[] {
    // Scopes further in than any name that the function takes make no difference to it.
    const first = scopes.findIndex((scope) => free.some((name) => Object.hasOwn(scope.variables, name)));
    if (first < 0) return [];
    let parent = outermost;
    const blocks: Level[] = [];
    for (const scope of scopes.slice(first).reverse()) {
      const key = `${parent}|${this.#contents(scope, script)}`;
      const block = this.#blocks.get(key) ?? this.#tree.block(parent);
      this.#blocks.set(key, block);
      blocks.unshift({ scope, block });
      parent = block;
    }
    return blocks;
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
