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
  const fn = await disassemble(shipped.code, circumstances);
  if (typeof fn === "function") return fn;
  throw new CovalentError("BAD_MESSAGE", { message: `function '${shipped.name}'`, field: "it is not a function" });
}
