// What a function closes over, and where it was defined, as V8 knows it.

import { bring, internalsOf } from "./inspection.ts";

/**
 * One level of the variables around a function, innermost first. V8 gives a fresh snapshot at each question, so two closures
 * of one scope are recognised by its contents, and a value is the one of now.
 */
export interface Scope {
  /** "Module" and "Script" hold all top-level names of a file or of all cells; the rest are functions and blocks. */
  kind: "Module" | "Script" | "Inner";
  variables: Variables;
}

type Variables = Record<string, unknown>;

/** Where V8 says a function starts. Lines and columns count from 0. */
export interface Location {
  script: string;
  line: number;
  column: number;
}

/** What `f.bind(self, ...first)` was made of. */
export interface Binding {
  target: object;
  self: unknown;
  first: unknown[];
}

export interface Closure {
  /** Absent for native functions. */
  location: Location | undefined;
  scopes: Scope[];
  binding: Binding | undefined;
}

/** Looks inside a function. */
export function closureOf(fn: object): Closure {
  const { internal } = internalsOf(fn);
  const told = internal.get("[[FunctionLocation]]")?.value?.value as
    | { scriptId: string; lineNumber: number; columnNumber: number }
    | undefined;
  const target = bring(internal.get("[[TargetFunction]]"));
  return {
    location: told && { script: told.scriptId, line: told.lineNumber, column: told.columnNumber },
    scopes: told ? scopesFrom(bring(internal.get("[[Scopes]]"))) : [],
    binding:
      typeof target === "function"
        ? {
            target,
            self: bring(internal.get("[[BoundThis]]")),
            first: toArray(bring(internal.get("[[BoundArgs]]"))),
          }
        : undefined,
  };
}

function scopesFrom(told: unknown): Scope[] {
  if (!Array.isArray(told)) return [];
  const scopes: Scope[] = [];
  // An array of the inspector's own, which has indices but no iterator.
  const levels = Array.from({ length: told.length }, (_, at) => told[at] as { description: string; object: Variables });
  for (const { description, object } of levels) {
    if (description === "Global") break;
    const kind = description === "Module" || description === "Script" ? description : "Inner";
    scopes.push({ kind, variables: object });
  }
  return scopes;
}

/** The target and the handler of a proxy, without springing a trap. */
export function proxyParts(proxy: object): { target: unknown; handler: unknown } {
  const { internal } = internalsOf(proxy);
  return { target: bring(internal.get("[[Target]]")), handler: bring(internal.get("[[Handler]]")) };
}

/** What has become of a promise, without waiting for it. */
export function promiseState(promise: object): { state: string; value: unknown } {
  const { internal } = internalsOf(promise);
  return {
    state: String(internal.get("[[PromiseState]]")?.value?.value),
    value: bring(internal.get("[[PromiseResult]]")),
  };
}

/** The values of an instance's `#fields`, those of its base classes first; or a class's own static ones. */
export function privateFields(owner: object): { name: string; value: unknown }[] {
  return internalsOf(owner).privates.map((it) => ({ name: it.name, value: bring(it) }));
}

const toArray = (told: unknown): unknown[] =>
  Array.isArray(told) ? Array.from({ length: told.length }, (_, at) => told[at]) : [];
