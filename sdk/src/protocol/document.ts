// The lattice document: one dispatch as a person sees it. It is the `application/vnd.covalent.lattice.v1+json` bundle of
// a notebook output, the dispatcher's snapshot, and the model of every graph that we draw.

import * as z from "zod";
import { ArgumentView } from "./graph.ts";
import { Place } from "./place.ts";
import { ElectronState, LatticeState } from "./states.ts";
import { Printed } from "./value.ts";

export const latticeMime = "application/vnd.covalent.lattice.v1+json";

/** Milliseconds since 1970. */
const Millis = z.number();

export const ElectronView = z.object({
  /** Unique in its dispatch; children of a sublattice are numbered on after all that were there before. */
  id: z.number().int(),
  name: z.string(),
  kind: z.enum(["electron", "sublattice"]),
  /** The sublattice electron that this one joined the graph from; null at the top level. */
  parent: z.number().int().nullable(),
  state: ElectronState,
  /** 0 before the first start. */
  attempt: z.number().int(),
  /** Name of the executor it runs on. */
  executor: z.string(),
  worker: z.string().nullable(),
  queuedAt: Millis.nullable(),
  startedAt: Millis.nullable(),
  endedAt: Millis.nullable(),
  /** It failed, and is tried again at this time; until then it is QUEUED, with the error of the last try. */
  retryAt: Millis.nullable().optional(),
  arguments: z.array(ArgumentView),
  /** What came back; null until completed. */
  output: Printed.nullable(),
  /** What went wrong, in one or a few lines; the traceback is in the electron's detail. For `UPSTREAM_FAILED`: which electron failed. */
  error: z.object({ name: z.string(), message: z.string() }).nullable(),
  place: Place.nullable(),
});
export type ElectronView = z.infer<typeof ElectronView>;

export const EdgeView = z.object({
  from: z.number().int(),
  to: z.number().int(),
  /** Names of the arguments that take this way; empty for an edge that only orders. */
  names: z.array(z.string()),
});
export type EdgeView = z.infer<typeof EdgeView>;

/** No view shows more: a document of a million electrons takes more memory than the dispatch itself. */
export const electronsShown = 100_000;

export const LatticeDocument = z.object({
  version: z.literal(1),
  dispatch: z.string(),
  /** Name of the lattice. */
  lattice: z.string(),
  state: LatticeState,
  /** Nothing more of it starts until somebody lets it go on. */
  paused: z.boolean().optional(),
  submittedAt: Millis,
  startedAt: Millis.nullable(),
  endedAt: Millis.nullable(),
  /** The notebook or script that dispatched it, and where. */
  origin: Place.nullable(),
  inputs: z.array(ArgumentView),
  error: z.object({ name: z.string(), message: z.string() }).nullable(),
  /** The first `electronsShown` of them. */
  electrons: z.array(ElectronView),
  /** How many more there are; absent if none. */
  omitted: z.number().int().optional(),
  edges: z.array(EdgeView),
});
export type LatticeDocument = z.infer<typeof LatticeDocument>;

/** A row of a list of dispatches. */
export const DispatchSummary = LatticeDocument.pick({
  dispatch: true,
  lattice: true,
  state: true,
  paused: true,
  submittedAt: true,
  startedAt: true,
  endedAt: true,
  origin: true,
}).extend({
  /** Electrons without a graph inside; a sublattice counts as one until it is dispatched, then as its electrons. */
  total: z.number().int(),
  completed: z.number().int(),
  failed: z.number().int(),
});
export type DispatchSummary = z.infer<typeof DispatchSummary>;
