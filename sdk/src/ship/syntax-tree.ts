// What all readers of a syntax tree need: the nodes right below a node.

import type { AnyNode } from "acorn";

const isNode = (value: unknown): value is AnyNode =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";

/** In order of the text, except where acorn's own order of fields differs. */
export const childrenOf = (node: AnyNode): AnyNode[] => Object.values(node).flat().filter(isNode);
