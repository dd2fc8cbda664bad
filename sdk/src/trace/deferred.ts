// The output of an electron while a lattice is traced: what is done to it is written down, and done where it is consumed.

import { inspect } from "node:util";
import { type About, LatticeError } from "../errors.ts";
import type { Place } from "../protocol/place.ts";
import type { Step } from "../ship/index.ts";
import { callSite } from "./call-site.ts";

/** The call of an electron that an output comes from. */
export interface Source {
  /** The trace that it belongs to. */
  trace: object;
  /** Its number in that trace. */
  node: number;
  /** Its name. */
  electron: string;
}

export interface Held {
  source: Source;
  /** What is done to the output, in order. */
  steps: readonly Step[];
}

const held = new WeakMap<object, Held>();

/** What stands behind a deferred value; undefined for an ordinary one. Springs no trap. */
export function heldBy(value: unknown): Held | undefined {
  return (typeof value === "function" || typeof value === "object") && value !== null ? held.get(value) : undefined;
}

/** `const [a, b] = output` takes a few elements and stops; a loop takes as many as there are, and never comes to an end. */
const mostElements = 100;

/** Read by the language itself from any value that is shown, awaited or concatenated: they are nobody's properties. */
const languageSymbols = new Set(Object.getOwnPropertyNames(Symbol).map((name) => Reflect.get(Symbol, name)));

/** All deferred values are proxies of this; a function, so that they can be called as methods. What it shows is whose it is. */
const target = Object.defineProperty(() => undefined, inspect.custom, {
  value(this: unknown) {
    const its = heldBy(this);
    return its ? `[output of ${its.source.electron}${sayPath(its.steps)}]` : "[output]";
  },
  // A trap may only lie about what is configurable.
  configurable: true,
});

/** Makes a deferred value. */
export function defer(source: Source, steps: readonly Step[] = []): unknown {
  const deferred = new Proxy(target, new Deferred(source, steps));
  held.set(deferred, { source, steps });
  return deferred;
}

/** The traps of a deferred value. */
class Deferred implements ProxyHandler<() => undefined> {
  readonly source: Source;
  readonly steps: readonly Step[];

  constructor(source: Source, steps: readonly Step[]) {
    this.source = source;
    this.steps = steps;
  }

  get(_target: unknown, key: PropertyKey): unknown {
    const { electron } = this.source;
    switch (key) {
      case "then":
        return undefined; // no promise: `await` gives it back
      case "catch":
      case "finally":
        throw primitive(electron, `.${key}(...)`, this.get);
      case "toJSON":
        throw primitive(electron, "JSON.stringify", this.get);
      case Symbol.toPrimitive:
        return coercionOf(electron);
      case Symbol.iterator:
        return elementsOf((step) => this.#next(step), electron);
      case Symbol.asyncIterator:
        throw iterated(electron, this.get);
    }
    if (typeof key === "symbol" && (languageSymbols.has(key) || Symbol.keyFor(key) !== undefined)) return undefined;
    return this.#next({ get: key });
  }

  #next(step: Step): unknown {
    return defer(this.source, [...this.steps, step]);
  }

  apply(_target: unknown, _self: unknown, args: unknown[]): unknown {
    return this.#next({ call: args });
  }

  set(_target: unknown, key: PropertyKey): never {
    return changed(this.source.electron, key, this.set);
  }

  defineProperty(_target: unknown, key: PropertyKey): never {
    return changed(this.source.electron, key, this.defineProperty);
  }

  deleteProperty(_target: unknown, key: PropertyKey): never {
    return changed(this.source.electron, key, this.deleteProperty);
  }

  setPrototypeOf(): never {
    return changed(this.source.electron, "[[Prototype]]", this.setPrototypeOf);
  }

  preventExtensions(): never {
    return changed(this.source.electron, "extensible", this.preventExtensions);
  }

  has(_target: unknown, key: PropertyKey): boolean {
    if (typeof key === "symbol") return false;
    throw primitive(this.source.electron, `'${key}' in ...`, this.has);
  }

  ownKeys(): never {
    throw iterated(this.source.electron, this.ownKeys);
  }

  getOwnPropertyDescriptor(_target: unknown, key: PropertyKey): never {
    const use = `a question for its own '${String(key)}'`;
    throw primitive(this.source.electron, use, this.getOwnPropertyDescriptor);
  }

  getPrototypeOf(): never {
    throw primitive(this.source.electron, "instanceof", this.getPrototypeOf);
  }
}

function coercionOf(electron: string): (hint: string) => never {
  return function coerce(hint) {
    throw primitive(electron, coercions[hint] ?? "a computation", coerce);
  };
}

function elementsOf(next: (step: Step) => unknown, electron: string): () => Generator {
  return function* elements() {
    for (let index = 0; index < mostElements; index += 1) yield next({ get: index });
    throw iterated(electron, elements);
  };
}

const coercions: Record<string, string> = {
  string: "a text or as a property's name",
  number: "a computation or a comparison",
  default: "'+' or '=='",
};

const primitive = (electron: string, use: string, below: CallableFunction) =>
  at(below, (place) => new LatticeError("DEFERRED_AS_PRIMITIVE", { electron, use, place }));

const iterated = (electron: string, below: CallableFunction) =>
  at(below, (place) => new LatticeError("DEFERRED_ITERATED", { electron, place }));

function changed(electron: string, key: PropertyKey, below: CallableFunction): never {
  const about = (place: Place | null): About["DEFERRED_CHANGED"] => ({ electron, property: String(key), place });
  throw at(below, (place) => new LatticeError("DEFERRED_CHANGED", about(place)));
}

/** Makes an error whose stack begins at the author's line. */
export function at<E extends Error>(below: CallableFunction, make: (place: Place | null) => E): E {
  const error = make(callSite(below)?.place ?? null);
  Error.captureStackTrace(error, below);
  return error;
}

/** A path as its author wrote it: `.rows[0].slice(...)`. */
export function sayPath(steps: readonly Step[]): string {
  return steps
    .map((step) => {
      if ("call" in step) return step.call.length === 0 ? "()" : "(...)";
      if (typeof step.get === "string" && /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(step.get))
        return `.${step.get}`;
      return typeof step.get === "string" && !/^\d+$/.test(step.get)
        ? `[${JSON.stringify(step.get)}]`
        : `[${String(step.get)}]`;
    })
    .join("");
}
