// The functions that a worker was sent: kept by their hash, made callable on first use.

import type { ShippedFunction } from "covalent-ts/protocol";
import { receiveFunction } from "covalent-ts/ship";

export interface Functions {
  keep(fn: ShippedFunction): void;
  /** The same function each time. `directory` is where the packages that it imports are looked for. */
  get(hash: string, directory: string): Promise<(...args: unknown[]) => unknown>;
}

export function openFunctions(): Functions {
  const shipped = new Map<string, ShippedFunction>();
  const received = new Map<string, Promise<(...args: unknown[]) => unknown>>();

  return {
    keep: (fn) => void shipped.set(fn.hash, fn),
    get(hash, directory) {
      // The same code can come from two projects that have different versions of what it imports.
      const key = `${hash} ${directory}`;
      const known = received.get(key);
      if (known !== undefined) return known;
      const fn = shipped.get(hash);
      if (fn === undefined) throw new Error(`function ${hash} was never sent to this worker`);
      const made = receiveFunction(fn, { directory }).then(
        (it) =>
          (...args: unknown[]) =>
            Reflect.apply(it, undefined, args),
      );
      received.set(key, made);
      // What could not be found may be installed by the next time.
      made.catch(() => received.delete(key));
      return made;
    },
  };
}
