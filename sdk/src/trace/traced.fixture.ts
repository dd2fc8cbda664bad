// Reads what was traced: the edges of a graph, and what would arrive where the outputs are.

import type { TracedLattice } from "../protocol/graph.ts";
import { decodeValue } from "../ship/index.ts";

const directory = import.meta.dirname;

/** What an electron would be called with, were the outputs of the nodes these. */
export const argumentsOf = (traced: TracedLattice, node: number, outputs: unknown[] = []) =>
  decodeValue(traced.graph.nodes[node]?.call ?? new Uint8Array(), { directory, fill: (number) => outputs[number] });

/** What the lattice would return. */
export const outputOf = (traced: TracedLattice, outputs: unknown[]) =>
  decodeValue(traced.graph.output, { directory, fill: (number) => outputs[number] });

/** A row a node: its name, what it takes from, and what it only waits for. */
export const edges = ({ graph }: TracedLattice) => graph.nodes.map(({ name, needs, after }) => [name, needs, after]);

/** The line of the caller. */
export const here = (): number => Number(/:(\d+):\d+\)?$/m.exec(new Error().stack?.split("\n")[2] ?? "")?.[1]);
