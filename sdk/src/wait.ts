// Orders electrons that pass nothing to each other.

import { heldBy } from "./trace/deferred.ts";
import { currentScope } from "./trace/scope.ts";

/**
 * Lets an electron wait for others although it takes nothing from them. Gives back `child`, so that it can be used on.
 * Outside a traced lattice, where calls run in the order in which they are made, it only gives `child` back.
 *
 * @param child The output of an electron, or arrays and objects of outputs.
 * @param parents The outputs, likewise, of the electrons that must be done before.
 * @throws DEFERRED_ELSEWHERE, ELECTRONS_IN_CIRCLE
 * @example
 * const written = write(rows);
 * const report = ct.wait(summarise(path), written);
 */
export function wait<T>(child: T, parents: unknown): T {
  const scope = currentScope();
  if (scope?.phase === "tracing") {
    const waited = outputsIn(parents);
    for (const each of outputsIn(child)) scope.tracer.wait(each, waited, wait);
  }
  return child;
}

/** The outputs in arrays and objects of them, as a lattice that is called gives back; the value itself where there is none. */
function outputsIn(value: unknown): unknown[] {
  const outputs: unknown[] = [];
  const seen = new Set<unknown>();
  const look = (it: unknown): void => {
    if (heldBy(it) !== undefined) outputs.push(it);
    else if (typeof it === "object" && it !== null && !seen.has(it)) {
      seen.add(it);
      Object.values(it).forEach(look);
    }
  };
  look(value);
  return outputs.length === 0 && !(Array.isArray(value) && value.length === 0) ? [value] : outputs;
}
