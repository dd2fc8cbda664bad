// Makes a graph's arrays from its nodes: who waits for how many, and who is released by whom.

import type { ElectronNumber, NodeShape } from "./event.ts";
import { plansOf } from "./plan.ts";
import { type EngineState, executorIndex, type Graph } from "./state.ts";

/** A graph in which no node has been looked at yet: all are waiting. */
export function buildGraph(
  state: EngineState,
  nodes: readonly NodeShape[],
  place: { parent: ElectronNumber | null; base: ElectronNumber; priority: number },
): Graph {
  const size = nodes.length;
  const waiting = new Uint32Array(size);
  const childrenFrom = new Uint32Array(size + 1);
  const executor = new Uint8Array(size);
  const parents = nodes.map(parentsOf);
  for (const [node, { executor: choice }] of nodes.entries()) executor[node] = executorIndex(state, choice.name);
  for (const [node, list] of parents.entries()) {
    waiting[node] = list.length;
    for (const parent of list) add(childrenFrom, parent + 1, 1);
  }
  for (let node = 1; node <= size; node++) add(childrenFrom, node, childrenFrom[node - 1] ?? 0);
  const children = new Uint32Array(childrenFrom[size] ?? 0);
  const next = childrenFrom.slice(0, size);
  for (const [node, list] of parents.entries()) {
    for (const parent of list) {
      children[next[parent] ?? 0] = node;
      add(next, parent, 1);
    }
  }
  return {
    ...place,
    phase: new Uint8Array(size),
    waiting,
    attempt: new Uint32Array(size),
    deaths: new Uint8Array(size),
    executor,
    childrenFrom,
    children,
    plans: plansOf(nodes),
    unsettled: size,
    someFailed: false,
    someCancelled: false,
    cancelAsked: false,
    timedOut: false,
    ended: false,
  };
}

/** Calls `visit` with the number, in this graph, of each node that waits for `node`. */
export function forEachChild(graph: Graph, node: number, visit: (child: number) => void): void {
  const end = graph.childrenFrom[node + 1] ?? 0;
  for (let i = graph.childrenFrom[node] ?? 0; i < end; i++) visit(graph.children[i] ?? 0);
}

// A node that both takes a value from another and waits for it waits once.
function parentsOf(node: NodeShape): readonly number[] {
  if (node.after.length === 0) return node.needs;
  return [...new Set([...node.needs, ...node.after])];
}

/** Adds to one of the numbers, and returns what it is then. */
export function add(numbers: Uint32Array | Uint8Array, index: number, amount: number): number {
  const sum = (numbers[index] ?? 0) + amount;
  numbers[index] = sum;
  return sum;
}
