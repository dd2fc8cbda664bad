// What a person is shown of electrons that just joined a dispatch.

import type { ArgumentView, EdgeView, ElectronView, GraphNode } from "covalent-ts/protocol";

/** The nodes as electrons numbered from `base`, none of which was looked at yet. */
export function electronViews(nodes: readonly GraphNode[], base: number, parent: number | null): ElectronView[] {
  return nodes.map((node, index) => ({
    id: base + index,
    name: node.name,
    kind: node.kind,
    parent,
    state: "NEW_OBJECT",
    attempt: 0,
    executor: node.executor.name,
    worker: null,
    queuedAt: null,
    startedAt: null,
    endedAt: null,
    arguments: argumentViews(node.arguments, base),
    output: null,
    error: null,
    place: node.place,
  }));
}

/** Arguments that name electrons by their number in the dispatch. */
export const argumentViews = (list: readonly ArgumentView[], base: number): ArgumentView[] =>
  base === 0 ? [...list] : list.map((argument) => ({ ...argument, from: argument.from.map((node) => base + node) }));

/** One edge for each electron that another waits for; `from` of the arguments is by number in the dispatch. */
export function edgesInto(
  to: number,
  base: number,
  { needs, after, arguments: list }: { needs: number[]; after: number[]; arguments: ArgumentView[] },
): EdgeView[] {
  const names = new Map<number, string[]>();
  for (const node of [...needs, ...after]) names.set(base + node, []);
  for (const { name, from } of list) {
    for (const node of from) names.get(node)?.push(name);
  }
  return Array.from(names, ([from, through]) => ({ from, to, names: through }));
}

export const edgeViews = (nodes: readonly GraphNode[], base: number): EdgeView[] =>
  nodes.flatMap((node, index) =>
    edgesInto(base + index, base, { ...node, arguments: argumentViews(node.arguments, base) }),
  );
