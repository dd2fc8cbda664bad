// Bounds what is done with a cell's text on a thread that has to answer others too: a heartbeat, an interrupt.

import { Script } from "node:vm";

const key = Symbol.for("covalent-ts.limited");
const call = new Script('globalThis[Symbol.for("covalent-ts.limited")]()');

const place = globalThis as { [key]?: (() => void) | undefined };

/** Milliseconds that one step of reading a cell may take. Even a cell of a megabyte takes less. */
const limit = 2_000;

/** What `work` returns, or what `otherwise` does if it takes too long: a regular expression can, on a text made for it. */
export function withinTime<T, L>(work: () => T, otherwise: () => L, milliseconds: number = limit): T | L {
  let result: { value: T } | undefined;
  const before = place[key];
  place[key] = () => {
    result = { value: work() };
  };
  try {
    call.runInThisContext({ timeout: milliseconds });
  } catch (error) {
    if (!isTimeout(error)) throw error;
  } finally {
    place[key] = before;
  }
  return result === undefined ? otherwise() : result.value;
}

const isTimeout = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
