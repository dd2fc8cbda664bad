// Makes a function of this process out of one that was sent.

import { CovalentError } from "../errors.ts";
import type { ShippedFunction } from "../protocol/graph.ts";
import { disassemble } from "./message.ts";

/** Functions by hash and folder: the same function is compiled once, and keeps its identity and its state. */
const received = new Map<string, Promise<CallableFunction>>();
const mostReceived = 2_000;

/**
 * Compiles a shipped function, once for each hash. Packages are imported as its author's folder finds them, or else as
 * `directory` does. Throws `PACKAGE_NOT_FOUND`, or what an imported module throws.
 */
export function receiveFunction(
  shipped: ShippedFunction,
  { directory }: { directory: string },
): Promise<CallableFunction> {
  const key = `${shipped.hash} ${directory}`;
  const known = received.get(key);
  if (known) return known;
  const arriving = receive(shipped, directory);
  received.set(key, arriving);
  // A package that is installed later should be found then.
  arriving.catch(() => received.delete(key));
  const [oldest] = received.keys();
  if (received.size > mostReceived && oldest !== undefined) received.delete(oldest);
  return arriving;
}

async function receive(shipped: ShippedFunction, directory: string): Promise<CallableFunction> {
  const fn = await disassemble(shipped.code, { directory });
  if (typeof fn === "function") return fn;
  throw new CovalentError("BAD_MESSAGE", { message: `function '${shipped.name}'`, field: "it is not a function" });
}
