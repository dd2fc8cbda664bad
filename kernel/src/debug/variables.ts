// Variables as a person looks at them: what a reference that a front end holds stands for, and what is inside.

import type { Descriptor, Remote } from "./cdp.ts";
import type { Inspector } from "./inspector.ts";
import { shown, typeOf } from "./values.ts";

/** One line in a front end's list, as the Debug Adapter Protocol has it. */
export interface Variable {
  name: string;
  value: string;
  type: string;
  /** Code that comes to the same value. */
  evaluateName?: string;
  /** What `children` takes; 0 if there is nothing inside. */
  variablesReference: number;
  presentationHint?: { lazy: true };
}

/** What can be opened. */
export type Holder =
  | { of: "object"; objectId: string; path: string | undefined; kind: string | undefined; length: number }
  | { of: "range"; objectId: string; path: string | undefined; from: number; to: number }
  | { of: "getter"; objectId: string; name: string }
  /** Scopes of a frame, the innermost first, whose names hide those further out. */
  | { of: "scopes"; objectIds: string[]; also: { name: string; value: Remote }[]; names: string[] }
  /** What cells have declared. */
  | { of: "names"; names: string[] };

/** Elements shown at once; more of them are put into ranges. */
const pageSize = 100;
/** Properties shown of one object. */
const mostShown = 1_000;

/** How long a reference is good for: until the program goes on, or until the globals are listed anew. */
export type Lifetime = "stop" | "inspection";

export class Variables {
  readonly #inspector: Inspector;
  readonly #holders = new Map<number, { holder: Holder; lifetime: Lifetime }>();
  #last = 0;

  constructor(inspector: Inspector) {
    this.#inspector = inspector;
  }

  refer(holder: Holder, lifetime: Lifetime): number {
    this.#last += 1;
    this.#holders.set(this.#last, { holder, lifetime });
    return this.#last;
  }

  /** @returns the holder behind a reference, for whoever changes what it holds. */
  holder(reference: number): Holder | undefined {
    return this.#holders.get(reference)?.holder;
  }

  forget(lifetime: Lifetime): void {
    for (const [reference, known] of this.#holders) if (known.lifetime === lifetime) this.#holders.delete(reference);
  }

  async children(reference: number): Promise<Variable[]> {
    const known = this.#holders.get(reference);
    if (known === undefined) throw new Error(`There is no variable ${reference} any more: the program went on.`);
    const { holder, lifetime } = known;
    switch (holder.of) {
      case "names":
        return this.globals(holder.names, lifetime);
      case "scopes":
        return this.#ofScopes(holder, lifetime);
      case "getter": {
        const value = await this.#call(
          holder.objectId,
          "function (name) { return this[name]; }",
          lifetime,
          holder.name,
        );
        return [this.variable(holder.name, value, lifetime)];
      }
      case "range":
        return this.#ofRange(holder, lifetime);
      case "object":
        return this.#ofObject(holder, lifetime);
    }
  }

  variable(name: string, remote: Remote, lifetime: Lifetime, path?: string): Variable {
    return {
      name,
      value: shown(remote),
      type: typeOf(remote),
      ...(path === undefined ? {} : { evaluateName: path }),
      variablesReference: this.reference(remote, lifetime, path),
    };
  }

  /** 0 for what has nothing inside. */
  reference(remote: Remote, lifetime: Lifetime, path?: string): number {
    const { objectId, type, subtype: kind, description = "" } = remote;
    if (objectId === undefined || type === "function" || type === "symbol") return 0;
    const length = Number(/\((\d+)\)$/.exec(description)?.[1] ?? 0);
    return this.refer({ of: "object", objectId, path, kind, length }, lifetime);
  }

  /** Names that cells have declared, in their order; those that have no value yet are left out. */
  async globals(names: readonly string[], lifetime: Lifetime): Promise<Variable[]> {
    const found = await Promise.all(
      names.map(async (name) => {
        const { result, exceptionDetails } = await this.#inspector.ask("Runtime.evaluate", {
          expression: name,
          objectGroup: lifetime,
          generatePreview: true,
          silent: true,
        });
        return exceptionDetails === undefined ? [this.variable(name, result, lifetime, name)] : [];
      }),
    );
    return found.flat();
  }

  async #ofScopes({ objectIds, also, names }: Extract<Holder, { of: "scopes" }>, lifetime: Lifetime) {
    const inner = new Map<string, Variable>();
    for (const { name, value } of also) {
      // V8 tells of these without a look inside.
      const seen = value.objectId === undefined ? value : await this.#call(value.objectId, itself, lifetime);
      inner.set(name, this.variable(name, seen, lifetime, name));
    }
    for (const objectId of objectIds) {
      for (const { name, value } of (await this.#properties(objectId)).result) {
        if (value !== undefined && !inner.has(name)) inner.set(name, this.variable(name, value, lifetime, name));
      }
    }
    for (const variable of await this.globals(names, lifetime)) {
      if (!inner.has(variable.name)) inner.set(variable.name, variable);
    }
    return [...inner.values()];
  }

  async #ofObject({ objectId, path, kind, length }: Extract<Holder, { of: "object" }>, lifetime: Lifetime) {
    if (isIndexed(kind) && length > pageSize) return this.#ranges(objectId, path, 0, length, lifetime);
    if (kind === "map" || kind === "set") {
      const entries = await this.#call(objectId, entriesOf, lifetime);
      return entries.objectId === undefined ? [] : this.#list(entries.objectId, undefined, lifetime);
    }
    return this.#list(objectId, path, lifetime);
  }

  async #ofRange({ objectId, path, from, to }: Extract<Holder, { of: "range" }>, lifetime: Lifetime) {
    if (to - from > pageSize) return this.#ranges(objectId, path, from, to, lifetime);
    const part = await this.#call(objectId, partOf, lifetime, from, to);
    return part.objectId === undefined ? [] : this.#list(part.objectId, path, lifetime);
  }

  /** At most as many as fit on a page, each a page, or so many pages. */
  #ranges(objectId: string, path: string | undefined, from: number, to: number, lifetime: Lifetime): Variable[] {
    let size = pageSize;
    while ((to - from) / size > pageSize) size *= pageSize;
    const starts = Array.from({ length: Math.ceil((to - from) / size) }, (_, at) => from + at * size);
    return starts.map((start) => {
      const end = Math.min(to, start + size);
      const variablesReference = this.refer({ of: "range", objectId, path, from: start, to: end }, lifetime);
      return { name: `[${start} … ${end - 1}]`, value: `${end - start} elements`, type: "range", variablesReference };
    });
  }

  async #list(objectId: string, path: string | undefined, lifetime: Lifetime): Promise<Variable[]> {
    const { result, privateProperties } = await this.#properties(objectId);
    const all = [...result.filter(({ isOwn, name }) => isOwn && name !== "__proto__"), ...privateProperties];
    // The length of an array, and the like: in its description already.
    const properties = all.filter(({ enumerable, value }) => enumerable || value?.type !== "number");
    const listed = properties.slice(0, mostShown).map((one) => this.#property(one, objectId, path, lifetime));
    const left = properties.length - listed.length;
    return left === 0 ? listed : [...listed, { name: "…", value: `${left} more`, type: "", variablesReference: 0 }];
  }

  #property({ name, value, get, symbol }: Descriptor, objectId: string, path: string | undefined, lifetime: Lifetime) {
    const own = symbol === undefined && !name.startsWith("#") ? memberPath(path, name) : undefined;
    if (value !== undefined) return this.variable(name, value, lifetime, own);
    const hasGetter = get !== undefined && get.type !== "undefined" && own !== undefined;
    const variablesReference = hasGetter ? this.refer({ of: "getter", objectId, name }, lifetime) : 0;
    return {
      name,
      value: hasGetter ? "(getter)" : "(no value)",
      type: "accessor",
      variablesReference,
      ...(own === undefined ? {} : { evaluateName: own }),
      ...(hasGetter ? { presentationHint: { lazy: true } as const } : {}),
    };
  }

  #properties(objectId: string) {
    return this.#inspector.ask("Runtime.getProperties", { objectId, ownProperties: true, generatePreview: true });
  }

  async #call(objectId: string, functionDeclaration: string, lifetime: Lifetime, ...values: (string | number)[]) {
    const { result } = await this.#inspector.ask("Runtime.callFunctionOn", {
      objectId,
      functionDeclaration,
      arguments: values.map((value) => ({ value })),
      objectGroup: lifetime,
      generatePreview: true,
      silent: true,
    });
    return result;
  }
}

const isIndexed = (kind: string | undefined): boolean => kind === "array" || kind === "typedarray";

const memberPath = (path: string | undefined, name: string): string | undefined => {
  if (path === undefined) return undefined;
  if (/^\d+$/.test(name)) return `${path}[${name}]`;
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`;
};

/** Runs over there. Keys that are objects have a number for their name, and come with their value. */
const entriesOf = `function () {
  const entries = Object.create(null);
  let at = 0;
  for (const entry of this) {
    if (at === ${mostShown}) break;
    if (this instanceof Set) entries[at] = entry;
    else {
      const [key, value] = entry;
      const isObject = (typeof key === "object" && key !== null) || typeof key === "function" || typeof key === "symbol";
      if (isObject) entries[at + " →"] = { key, value };
      else entries[(typeof key === "string" ? JSON.stringify(key) : String(key)) + " →"] = value;
    }
    at += 1;
  }
  return entries;
}`;

/** Runs over there. */
const itself = "function () { return this; }";

/** Runs over there. */
const partOf = `function (from, to) {
  const part = Object.create(null);
  for (let at = from; at < to; at++) if (at in this) part[at] = this[at];
  return part;
}`;
