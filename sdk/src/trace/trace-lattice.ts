// Traces a lattice: runs its function once, and makes a transport graph of the electrons that it calls.

import { CovalentError, LatticeError } from "../errors.ts";
import type { ExecutorChoice, TracedLattice } from "../protocol/graph.ts";
import type { Keep } from "../ship/index.ts";
import type { Lattice } from "../types.ts";
import { viewArguments } from "./argument-views.ts";
import { hideFrames } from "./call-site.ts";
import { settle } from "./contents.ts";
import { authorsFunction, definitionOf } from "./definition.ts";
import { sourceOf, textOf } from "./function-text.ts";
import { argumentProblem } from "./parameters.ts";
import { say } from "./say.ts";
import { within } from "./scope.ts";
import { Trace } from "./trace.ts";

export interface TraceOptions {
  /** Where electrons run for which neither they nor the lattice say it: a sublattice has it from its parent. @defaultValue "local" */
  executor?: ExecutorChoice | undefined;
  /** Takes what is large out of the graph, to where workers read it: `keepBlob`. @defaultValue everything stays in it */
  keep?: Keep | undefined;
}

/**
 * Runs the lattice's function with these arguments; each electron that it calls becomes a node. Up to its first `await` it
 * runs at once. Two lattices traced at the same time do not mix.
 *
 * @throws LATTICE_ARGUMENTS, the errors of deferred values (DEFERRED_IN_TEST, ...), VALUE_CANNOT_TRAVEL,
 * FUNCTION_CANNOT_TRAVEL, and whatever the function itself throws.
 */
export async function traceLattice(
  lattice: Lattice,
  args: readonly unknown[],
  { executor, keep }: TraceOptions = {},
): Promise<TracedLattice> {
  const of = definitionOf(lattice, "lattice");
  if (of === undefined) throw new CovalentError("NOT_A_LATTICE", { what: say(lattice) });
  const authored = authorsFunction(of.fn);
  const problem = argumentProblem(authored, args.length);
  if (problem) throw new LatticeError("LATTICE_ARGUMENTS", { lattice: of.name, problem });

  const trace = new Trace(of, executor, keep);
  const inputs = viewArguments(authored, args);
  const output = await settle(await within({ phase: "tracing", tracer: trace }, () => of.fn(...args)));
  await trace.end();
  return {
    name: of.name,
    ...trace.graph(output),
    inputs,
    source: sourceOf(authored),
    place: textOf(authored)?.place ?? null,
  };
}

hideFrames(import.meta.url);
