// How lattices become graphs: for the SDK itself, and for the workers that trace sublattices.

export { asLattice } from "./lattice.ts";
export { type Context, runOutsideLattice, withContext } from "./scope.ts";
export { traceLattice } from "./trace-lattice.ts";
