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

/** Makes a deferred value. */
export function defer(source: Source, steps: readonly Step[] = []): unknown {
  const describe = () => `[output of ${source.electron}${sayPath(steps)}]`;
  // A function, so that it can be called as a method; its own properties are all configurable, which lets every trap answer.
  const target = Object.defineProperty(() => undefined, inspect.custom, { value: describe, configurable: true });
  const deferred = new Proxy(target, handlerOf(source, steps));
  held.set(deferred, { source, steps });
  return deferred;
}

function handlerOf(source: Source, steps: readonly Step[]): ProxyHandler<() => undefined> {
  const { electron } = source;
  const next = (step: Step) => defer(source, [...steps, step]);
  const handler = {
    get(_target: unknown, key: PropertyKey): unknown {
      switch (key) {
        case "then":
          return undefined; // no promise: `await` gives it back
        case "catch":
        case "finally":
          throw primitive(electron, `.${key}(...)`, handler.get);
        case "toJSON":
          throw primitive(electron, "JSON.stringify", handler.get);
        case Symbol.toPrimitive:
          return coerce;
        case Symbol.iterator:
          return elements;
        case Symbol.asyncIterator:
          throw iterated(electron, handler.get);
      }
      if (typeof key === "symbol" && (languageSymbols.has(key) || Symbol.keyFor(key) !== undefined)) return undefined;
      return next({ get: key });
    },
    apply: (_target: unknown, _self: unknown, args: unknown[]) => next({ call: args }),
    set: (_target: unknown, key: PropertyKey): never => changed(electron, key, handler.set),
    defineProperty: (_target: unknown, key: PropertyKey): never => changed(electron, key, handler.defineProperty),
    deleteProperty: (_target: unknown, key: PropertyKey): never => changed(electron, key, handler.deleteProperty),
    setPrototypeOf: (): never => changed(electron, "[[Prototype]]", handler.setPrototypeOf),
    preventExtensions: (): never => changed(electron, "extensible", handler.preventExtensions),
    has(_target: unknown, key: PropertyKey): boolean {
      if (typeof key === "symbol") return false;
      throw primitive(electron, `'${key}' in ...`, handler.has);
    },
    ownKeys(): never {
      throw iterated(electron, handler.ownKeys);
    },
    getOwnPropertyDescriptor(_target: unknown, key: PropertyKey): never {
      throw primitive(electron, `a question for its own '${String(key)}'`, handler.getOwnPropertyDescriptor);
    },
    getPrototypeOf(): never {
      throw primitive(electron, "instanceof", handler.getPrototypeOf);
    },
  };
  const coerce = (hint: string): never => {
    throw primitive(electron, coercions[hint] ?? "a computation", coerce);
  };
  function* elements(): Generator {
    for (let index = 0; index < mostElements; index += 1) yield next({ get: index });
    throw iterated(electron, elements);
  }
  return handler;
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
