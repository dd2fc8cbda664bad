// What cells declare with `using` at their top level: held for later cells, until the name is declared again or the process ends.

import { report } from "./channel.ts";
import { currentRun, type Run, within } from "./current-run.ts";
import { faultOf } from "./faults.ts";
import { print } from "./printing.ts";

interface Held {
  name: string;
  run: Run;
  dispose(): unknown;
}

/** In the order in which they were declared. */
let held: Held[] = [];

/**
 * Cells call it with the value of each such declaration.
 *
 * @returns the value.
 */
export function hold<T>(name: string, isAsync: boolean, value: T): T {
  if (value === null || value === undefined) return value;
  const from = Object(value);
  const dispose: unknown = (isAsync ? from[Symbol.asyncDispose] : undefined) ?? from[Symbol.dispose];
  if (typeof dispose !== "function") {
    const method = isAsync ? "[Symbol.asyncDispose]() or [Symbol.dispose]()" : "[Symbol.dispose]()";
    throw new TypeError(`'${name}' has no method ${method} for 'using' to call. Declare it with 'const'.`);
  }
  if (held.length === 0) report({ type: "holding" });
  held.push({ name, run: currentRun(), dispose: () => dispose.call(value) });
  return value;
}

/** Disposes what is held under these names, the last first; of all if there are none. What is thrown is printed, and the rest goes on. */
export async function release(names?: readonly string[]): Promise<void> {
  const isMeant = ({ name }: Held): boolean => names?.includes(name) ?? true;
  const meant = held.filter(isMeant);
  held = held.filter((one) => !isMeant(one));
  for (const { name, run, dispose } of meant.toReversed()) {
    // At the end of the process there is no cell any more that could show what is printed but the one that declared it.
    await within(names === undefined ? run : currentRun(), async () => {
      try {
        await dispose();
      } catch (error) {
        print("stderr", `'${name}' could not be disposed: ${faultOf(error).traceback.join("\n")}\n`);
      }
    });
  }
}
