// Makes a function of this process out of one that was sent.

import { CovalentError } from "../errors.ts";
import type { ShippedFunction } from "../protocol/graph.ts";
import type { ReadBlob } from "./keep.ts";
import { disassemble } from "./message.ts";

/**
 * Makes the function, and what it closes over, as it was sent: each time another one, whose captured variables start afresh.
 * Packages are imported as its author's folder finds them, or else as `directory` does. Throws `PACKAGE_NOT_FOUND`, or what an
 * imported module throws.
 */
export async function receiveFunction(
  shipped: ShippedFunction,
  circumstances: { directory: string; readBlob?: ReadBlob | undefined },
): Promise<CallableFunction> {
  const classes = new Map<string, object>();
  const fn = await disassemble(shipped.code, { ...circumstances, madeClass: (id, made) => classes.set(id, made) });
  if (typeof fn === "function") {
    classesByFunction.set(fn, classes);
    return fn;
  }
  throw new CovalentError("BAD_MESSAGE", { message: `function '${shipped.name}'`, field: "it is not a function" });
}

const classesByFunction = new WeakMap<object, Map<string, object>>();

/** Finds the classes that came with a function: an argument that is an instance of one is then an instance for the function. */
export const classesOf =
  (fn: CallableFunction) =>
  (id: string): object | undefined =>
    classesByFunction.get(fn)?.get(id);
