// Remembers where values were imported from that arrived by name, so that they go on by name: a sublattice's electrons are
// sent on by the worker that received the lattice.

import type { Reference } from "./modules.ts";

const references = new WeakMap<object, Reference>();

export function rememberReceived(value: unknown, reference: Reference): void {
  const isThing = typeof value === "function" || (typeof value === "object" && value !== null);
  if (isThing && !references.has(value)) references.set(value, reference);
}

export const fromReceived = (value: object): Reference | undefined => references.get(value);
