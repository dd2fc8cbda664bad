// Refuses a lattice that cannot be run as it is, although it looks like one: before anything of it is written.

import { CovalentError } from "covalent-ts/errors";
import type { GraphNode, TracedLattice } from "covalent-ts/protocol";
import { electronsPerDispatch } from "../store/columns.ts";

export interface Known {
  executors: readonly string[];
  hasFunction(hash: string): boolean;
  /** Electrons that the dispatch has already. */
  electrons: number;
  /** What an executor has in all. */
  capacityOf(executor: string): ReadonlyMap<string, number>;
}

/** @throws BAD_MESSAGE naming the field, UNKNOWN_EXECUTOR, RESOURCES_NOT_THERE */
export function checkLattice(message: string, lattice: TracedLattice, known: Known): void {
  const { nodes, outputNeeds } = lattice.graph;
  const refuse = (field: string): never => {
    throw new CovalentError("BAD_MESSAGE", { message, field: `lattice.${field}` });
  };
  if (known.electrons + nodes.length > electronsPerDispatch) {
    refuse(`graph.nodes would give the dispatch more than ${electronsPerDispatch} electrons`);
  }
  const shipped = new Set(lattice.functions.map(({ hash }) => hash));
  for (const [index, node] of nodes.entries()) {
    const problem = problemOf(node, index);
    if (problem !== undefined) refuse(`graph.nodes.${index}.${problem}`);
    if (!shipped.has(node.fn)) {
      if (!known.hasFunction(node.fn)) refuse(`graph.nodes.${index}.fn names a function that was not sent`);
      shipped.add(node.fn);
    }
    const on = node.policy?.retries?.on;
    if (on !== undefined && "fn" in on && !shipped.has(on.fn) && !known.hasFunction(on.fn)) {
      refuse(`graph.nodes.${index}.policy.retries.on names a function that was not sent`);
    }
    const executor = node.executor.name;
    if (!known.executors.includes(executor)) {
      throw new CovalentError("UNKNOWN_EXECUTOR", { executor, electron: node.name, known: known.executors.join(", ") });
    }
    checkResources(node, known.capacityOf(executor));
  }
  const stray = outputNeeds.find((need) => need < 0 || need >= nodes.length);
  if (stray !== undefined) refuse(`graph.outputNeeds names node ${stray}, which is not there`);
}

function checkResources({ name, policy, executor, place }: GraphNode, capacity: ReadonlyMap<string, number>): void {
  const asked = Object.entries(policy?.resources ?? {}).filter(([what, amount]) => amount > (capacity.get(what) ?? 0));
  if (asked.length === 0) return;
  const has = [...capacity].map(([what, amount]) => sayAmount(what, amount));
  throw new CovalentError("RESOURCES_NOT_THERE", {
    electron: name,
    executor: executor.name,
    asked: asked.map(([what, amount]) => sayAmount(what, amount)).join(", "),
    has: has.join(", "),
    place,
  });
}

const sayAmount = (what: string, amount: number): string =>
  what === "memory" ? `${Math.round(amount / 1e6) / 1e3} GB of memory` : `${amount} ${what}`;

// A graph in which each node only needs earlier ones has no circles.
function problemOf({ needs, after }: GraphNode, index: number): string | undefined {
  const isEarlier = (node: number): boolean => node >= 0 && node < index;
  const need = needs.find((node) => !isEarlier(node));
  if (need !== undefined) return `needs names node ${need}, which does not come before it`;
  if (new Set(needs).size < needs.length) return "needs names a node twice";
  const wait = after.find((node) => !isEarlier(node));
  return wait === undefined ? undefined : `after names node ${wait}, which does not come before it`;
}
