// What a value has, found without running any of its code: a getter that prints, or fails, is not for a display to run.

import { types } from "node:util";

/** A method that the value or one of its classes has. None of a proxy: to look is to run its code. */
export function methodOf(value: object, name: PropertyKey): ((...args: unknown[]) => unknown) | undefined {
  const method = dataOf(value, name);
  return typeof method === "function" ? (...args) => Reflect.apply(method, value, args) : undefined;
}

/** A field that the value or one of its classes has; undefined where a getter would have to be run. */
export function dataOf(value: object, name: PropertyKey): unknown {
  for (let at: object | null = value; at !== null && !types.isProxy(at); at = Object.getPrototypeOf(at)) {
    const found = Object.getOwnPropertyDescriptor(at, name);
    if (found !== undefined) return found.value;
  }
  return undefined;
}
