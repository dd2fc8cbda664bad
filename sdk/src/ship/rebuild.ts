// Objects that know how to be made again (electrons, lattices) say so under this symbol, and are not looked into.

export const rebuild = Symbol.for("covalent-ts.rebuild");

export interface RebuildPlan {
  /** The module whose export is called. */
  module: string;
  name: string;
  args: unknown[];
}

export function rebuildPlan(value: object): RebuildPlan | undefined {
  if (!(rebuild in value)) return undefined;
  const plan: unknown = (value as Record<typeof rebuild, unknown>)[rebuild];
  return typeof plan === "function" ? (plan.call(value) as RebuildPlan) : undefined;
}
