// What all readers of a syntax tree need: the nodes right below a node.

import type { AnyNode } from "acorn";

const isNode = (value: unknown): value is AnyNode =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";

/** In order of the text, except where acorn's own order of fields differs. */
export function childrenOf(node: AnyNode): AnyNode[] {
  const children: AnyNode[] = [];
  for (const name in node) {
    const field: unknown = Reflect.get(node, name);
    if (isNode(field)) children.push(field);
    else if (Array.isArray(field)) for (const each of field) if (isNode(each)) children.push(each);
  }
  return children;
}
