// The transport graph as it travels: which electron calls a lattice made, on what, and what it returns.

import * as z from "zod";
import { Bytes } from "./bytes.ts";
import { Place } from "./place.ts";
import { Policy } from "./policy.ts";

/** A function that can run elsewhere, with all that it closes over. Made and read by `covalent-ts/ship` only. */
export const ShippedFunction = z.object({
  /** Content address: the same code with the same captures has the same hash in every process. */
  hash: z.string(),
  name: z.string(),
  /** The author's text, for display. */
  source: z.string(),
  place: Place.nullable(),
  code: Bytes,
});
export type ShippedFunction = z.infer<typeof ShippedFunction>;

/** One argument of a call, for display: a value's short print, or the node that it comes from. */
export const ArgumentView = z.object({
  /** The parameter's name in the electron's own signature; its index if it has none. */
  name: z.string(),
  /** A short print of a plain argument (at most 80 characters); for a deferred one, its path: ".x[0]". */
  text: z.string(),
  /** Nodes whose outputs are in this argument; empty for a plain value. */
  from: z.array(z.number().int()),
});
export type ArgumentView = z.infer<typeof ArgumentView>;

export const ExecutorChoice = z.object({
  /** "local" unless the author said otherwise. */
  name: z.string(),
  /** Understood by that executor alone. */
  options: z.record(z.string(), z.unknown()).optional(),
});
export type ExecutorChoice = z.infer<typeof ExecutorChoice>;

/** One call of an electron. Its number is its index in `nodes`, and what it needs always has a lower number. */
export const GraphNode = z.object({
  name: z.string(),
  kind: z.enum(["electron", "sublattice"]),
  /** Hash of the function that is called. */
  fn: z.string(),
  /** The encoded list of arguments, with a hole for each deferred value. */
  call: Bytes,
  /** Nodes whose outputs fill the holes of `call`, each once. */
  needs: z.array(z.number().int()),
  /** Nodes that must be done first although nothing is taken from them (`ct.wait`). */
  after: z.array(z.number().int()),
  arguments: z.array(ArgumentView),
  executor: ExecutorChoice,
  /** Absent where the author asks for nothing. */
  policy: Policy.optional(),
  /** Where the call stands in the lattice. */
  place: Place.nullable(),
});
export type GraphNode = z.infer<typeof GraphNode>;

export const TransportGraph = z.object({
  nodes: z.array(GraphNode),
  /** The encoded return value of the lattice, with a hole for each deferred value. */
  output: Bytes,
  /** Nodes whose outputs fill the holes of `output`. */
  outputNeeds: z.array(z.number().int()),
});
export type TransportGraph = z.infer<typeof TransportGraph>;

/** A lattice, traced: all that is needed to run it. */
export const TracedLattice = z.object({
  name: z.string(),
  graph: TransportGraph,
  /** Every function that a node or its policy names, once. */
  functions: z.array(ShippedFunction),
  /** What the lattice was called with, for display. */
  inputs: z.array(ArgumentView),
  /** The lattice function's text, for display. */
  source: z.string(),
  place: Place.nullable(),
});
export type TracedLattice = z.infer<typeof TracedLattice>;
