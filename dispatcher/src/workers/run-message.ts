// An assignment as a worker is told of it: functions by their hashes, which are sent once each.

import type { ShippedFunction, ToWorker } from "covalent-ts/protocol";
import type { Assignment } from "../executors/executor.ts";

/** The order to run it, and the functions that the order names. */
export function runMessage(assignment: Assignment): { order: ToWorker; functions: ShippedFunction[] } {
  const { fn, retryOn, ...rest } = assignment;
  const order = { type: "run", ...rest, fn: fn.hash } as const;
  if (retryOn === undefined) return { order, functions: [fn] };
  if ("code" in retryOn) return { order: { ...order, retryOn: { fn: retryOn.hash } }, functions: [fn, retryOn] };
  return { order: { ...order, retryOn: [...retryOn] }, functions: [fn] };
}
