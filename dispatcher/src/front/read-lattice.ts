// Reads the columns in which a lattice was sent.

import { CovalentError } from "covalent-ts/errors";
import { fromColumns, type LatticeColumns, sizeOfColumns, type TracedLattice } from "covalent-ts/protocol";
import { mostMemory } from "./well-formed.ts";

/** About what a node takes once it is read, in bytes; in the message it may take eight. */
const nodeMemory = 400;

/** @throws BAD_MESSAGE naming the column */
export function readLattice(message: string, { graph, ...lattice }: LatticeColumns): TracedLattice {
  if (graph.form === undefined) return { ...lattice, graph };
  const refuse = (field: string): never => {
    throw new CovalentError("BAD_MESSAGE", { message, field: `lattice.graph.${field}` });
  };
  if (sizeOfColumns(graph) * nodeMemory > mostMemory) refuse("site names more nodes than this process has memory for");
  const read = fromColumns(graph);
  return typeof read === "string" ? refuse(`${read} does not fit the other columns`) : { ...lattice, graph: read };
}
