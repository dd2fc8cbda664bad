// Orders electrons that pass nothing to each other.

import { currentScope } from "./trace/scope.ts";

/**
 * Lets an electron wait for others although it takes nothing from them. Gives back `child`, so that it can be used on.
 * Outside a traced lattice, where calls run in the order in which they are made, it only gives `child` back.
 *
 * @param child The output of an electron, or a list of outputs.
 * @param parents The outputs, single or in lists, of the electrons that must be done before.
 * @throws DEFERRED_ELSEWHERE, ELECTRONS_IN_CIRCLE
 * @example
 * const written = write(rows);
 * const report = ct.wait(summarise(path), written);
 */
export function wait<T>(child: T, parents: unknown): T {
  const scope = currentScope();
  if (scope?.phase === "tracing") {
    const waited = [parents].flat(Number.POSITIVE_INFINITY);
    for (const each of [child].flat(Number.POSITIVE_INFINITY)) scope.tracer.wait(each, waited, wait);
  }
  return child;
}
