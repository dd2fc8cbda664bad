// Lattices as the SDK would trace them, from a few words.

import type { GraphNode, TracedLattice } from "covalent-ts/protocol";

/** "train", or what else is to be said of the node than its name. */
export type NodeWish = Partial<Omit<GraphNode, "name">> & { name: string };

/** A lattice of these nodes, which returns the output of the last. Arguments are named "x0", "x1", in the order of `needs`. */
export function aLattice(wishes: (string | NodeWish)[], about: Partial<TracedLattice> = {}): TracedLattice {
  const nodes = wishes.map((wish) => aNode(typeof wish === "string" ? { name: wish } : wish));
  return {
    name: "digits",
    graph: { nodes, output: new Uint8Array([0]), outputNeeds: nodes.length === 0 ? [] : [nodes.length - 1] },
    functions: [{ hash: "f", name: "f", source: "() => 1", place: null, code: new Uint8Array([7]) }],
    inputs: [],
    source: "() => train()",
    place: null,
    ...about,
  };
}

const aNode = (wish: NodeWish): GraphNode => ({
  kind: "electron",
  fn: "f",
  call: new Uint8Array([1, 2, 3]),
  needs: [],
  after: [],
  arguments: (wish.needs ?? []).map((node, index) => ({ name: `x${index}`, text: "", from: [node] })),
  executor: { name: "local" },
  place: { file: "/work/digits.ts", line: 4, column: 1 },
  ...wish,
});
