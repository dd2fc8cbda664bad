// The functions that a worker was sent: kept by their hash, made callable when a dispatch first uses them.

import type { ShippedFunction } from "covalent-ts/protocol";
import { type ReadBlob, receiveFunction } from "covalent-ts/ship";

export type Received = CallableFunction;

export interface Use {
  dispatch: string;
  /** Where the packages that it imports are looked for: the same code can come from two projects with different versions. */
  directory: string;
}

export interface Functions {
  keep(fn: ShippedFunction): void;
  /** The same function for all electrons of a dispatch, and for each dispatch another, with what it captured as it was sent. */
  get(hash: string, use: Use): Promise<Received>;
}

/** Dispatches take turns at a worker; of so many, the functions are kept. */
const mostDispatches = 8;

/** @param readBlob reads what functions take with them that is large. */
export function openFunctions(readBlob: ReadBlob): Functions {
  const shipped = new Map<string, ShippedFunction>();
  const received = new Map<string, Map<string, Promise<Received>>>();

  const functionsOf = (dispatch: string): Map<string, Promise<Received>> => {
    const functions = received.get(dispatch) ?? new Map<string, Promise<Received>>();
    // Used last, forgotten last.
    received.delete(dispatch);
    received.set(dispatch, functions);
    const [oldest] = received.keys();
    if (received.size > mostDispatches && oldest !== undefined) received.delete(oldest);
    return functions;
  };

  async function receive(hash: string, directory: string): Promise<Received> {
    const fn = shipped.get(hash);
    if (fn === undefined) throw new Error(`function ${hash} was never sent to this worker`);
    return await receiveFunction(fn, { directory, readBlob });
  }

  return {
    keep: (fn) => void shipped.set(fn.hash, fn),
    get(hash, { dispatch, directory }) {
      const functions = functionsOf(dispatch);
      const key = `${hash} ${directory}`;
      const known = functions.get(key);
      if (known !== undefined) return known;
      const made = receive(hash, directory);
      functions.set(key, made);
      // What failed may succeed the next time.
      made.catch(() => functions.delete(key));
      return made;
    },
  };
}
