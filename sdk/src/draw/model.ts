// From the flat lattice document to what is drawn: levels of electrons, sublattices with a level inside, and fan-outs.

import type { EdgeView, ElectronView, LatticeDocument } from "../protocol/document.ts";
import type { ElectronState } from "../protocol/states.ts";
import { foldFanOuts, smallestFanOut } from "./fan-out.ts";
import { type Label, labelMembers, type Matrix, matrixOf, sayLabel } from "./member-labels.ts";
import { type Counts, countStates, isBroken, occurring } from "./states.ts";

/** One electron. A sublattice that was dispatched has a level inside. */
export interface ElectronItem {
  type: "electron";
  /** Stays the same for the life of the dispatch. */
  key: string;
  view: ElectronView;
  /** What tells it apart from the other members of its fan-out; null outside one. */
  label: Label | null;
  inside: Level | null;
  /** The states of the electrons inside, or its own. */
  leaves: Counts;
}

/** A fan-out, folded to one. */
export interface GroupItem {
  type: "group";
  key: string;
  name: string;
  members: ElectronItem[];
  /** The states of the members themselves. */
  counts: Counts;
  leaves: Counts;
  matrix: Matrix | null;
}

export type Item = ElectronItem | GroupItem;

/** What an edge carries: it has come, is awaited, feeds something that runs, or will never come. */
export type Flow = "delivered" | "awaited" | "live" | "broken";

export interface Link {
  key: string;
  from: string;
  to: string;
  /** Names of the arguments that take this way, each once. */
  names: string[];
  flow: Flow;
}

/** One graph: that of the lattice, or the one inside a sublattice. */
export interface Level {
  items: Item[];
  links: Link[];
}

/** A dispatch, ready to be laid out. */
export interface Drawing {
  document: LatticeDocument;
  level: Level;
  /** States of the electrons that have no graph inside. */
  counts: Counts;
  /** Every item at any depth. */
  items: ReadonlyMap<string, Item>;
  /** The key of the item that holds this one: a sublattice or a group. */
  parents: ReadonlyMap<string, string>;
}

export const electronKey = (id: number): string => `e${id}`;

/** What the members of a group start their keys with: their first, because electrons only ever get more. */
const groupKey = (first: ElectronView): string => `g${first.id}`;

/** The document as levels of items. Unknown ids in edges and parents, which only a broken document has, are passed over. */
export function modelOf(document: LatticeDocument): Drawing {
  const inside = new Map<number | null, ElectronView[]>();
  const byId = new Map(document.electrons.map((view) => [view.id, view]));
  for (const view of document.electrons) {
    const parent = view.parent !== null && byId.has(view.parent) ? view.parent : null;
    const siblings = inside.get(parent);
    if (siblings) siblings.push(view);
    else inside.set(parent, [view]);
  }
  const edges = edgesByLevel(document.edges, byId);
  const labels = new Map<number, Label>();
  const items = new Map<string, Item>();
  const parents = new Map<string, string>();

  function levelOf(parent: number | null): Level {
    const views = inside.get(parent) ?? [];
    return foldLevel(views, edges.get(parent) ?? [], {
      electron: (view) => {
        const within = inside.has(view.id) ? levelOf(view.id) : null;
        const item: ElectronItem = {
          type: "electron",
          key: electronKey(view.id),
          view,
          label: labels.get(view.id) ?? null,
          inside: within,
          leaves: within ? sumOf(within.items) : countStates([view.state]),
        };
        for (const child of within?.items ?? []) parents.set(child.key, item.key);
        items.set(item.key, item);
        return item;
      },
      group: (group) => {
        for (const member of group.members) parents.set(member.key, group.key);
        items.set(group.key, group);
      },
      labels,
    });
  }

  const level = levelOf(null);
  return { document, level, counts: sumOf(level.items), items, parents };
}

interface Making {
  electron: (view: ElectronView) => ElectronItem;
  group: (group: GroupItem) => void;
  labels: Map<number, Label>;
}

function foldLevel(views: readonly ElectronView[], edges: readonly EdgeView[], making: Making): Level {
  const indexOf = new Map(views.map((view, index) => [view.id, index]));
  const pairs = edges.flatMap(({ from, to }): [number, number][] => {
    const [a, b] = [indexOf.get(from), indexOf.get(to)];
    return a === undefined || b === undefined ? [] : [[a, b]];
  });
  const classes = foldFanOuts(
    views.map(({ name, kind }) => ({ name: `${kind} ${name}` })),
    pairs,
  );
  const together = new Map<number, ElectronView[]>();
  views.forEach((view, index) => {
    const it = classes[index] ?? -1;
    const members = together.get(it);
    if (members) members.push(view);
    else together.set(it, [view]);
  });
  // Labels first, in document order: a member may be known by the one it takes its input from.
  for (const members of together.values()) {
    if (members.length < smallestFanOut) continue;
    const found = labelMembers(members, (id) => making.labels.get(id));
    members.forEach((view, index) => {
      const label = found[index];
      if (label) making.labels.set(view.id, label);
    });
  }
  const keyOf = new Map<number, string>();
  const items: Item[] = [];
  for (const members of together.values()) {
    const [first] = members;
    if (!first) continue;
    const electrons = members.map(making.electron);
    if (members.length < smallestFanOut) {
      items.push(...electrons);
      for (const view of members) keyOf.set(view.id, electronKey(view.id));
      continue;
    }
    const group: GroupItem = {
      type: "group",
      key: groupKey(first),
      name: first.name,
      members: electrons,
      counts: countStates(members.map(({ state }) => state)),
      leaves: sumOf(electrons),
      matrix: matrixOf(electrons.map(({ label }) => label ?? [])),
    };
    making.group(group);
    items.push(group);
    for (const view of members) keyOf.set(view.id, group.key);
  }
  const byKey = new Map(items.map((item) => [item.key, item]));
  return { items, links: linksOf(edges, keyOf, byKey) };
}

function linksOf(
  edges: readonly EdgeView[],
  keyOf: ReadonlyMap<number, string>,
  items: ReadonlyMap<string, Item>,
): Link[] {
  const links = new Map<string, Link & { seen: Set<string> }>();
  for (const edge of edges) {
    const from = keyOf.get(edge.from);
    const to = keyOf.get(edge.to);
    const [source, target] = [items.get(from ?? ""), items.get(to ?? "")];
    if (from === undefined || to === undefined || from === to || !source || !target) continue;
    const key = `${from}>${to}`;
    const link = links.get(key) ?? { key, from, to, names: [], flow: flowOf(source, target), seen: new Set<string>() };
    links.set(key, link);
    for (const name of edge.names) {
      if (link.seen.has(name)) continue;
      link.seen.add(name);
      link.names.push(name);
    }
  }
  return [...links.values()].map(({ key, from, to, names, flow }) => ({ key, from, to, names, flow }));
}

function flowOf(source: Item, target: Item): Flow {
  const states = source.type === "group" ? source.counts : countStates([source.view.state]);
  const occurringStates: ElectronState[] = [...occurring(states)].map(([state]) => state);
  if (occurringStates.some(isBroken)) return "broken";
  if (occurringStates.some((state) => state !== "COMPLETED")) return "awaited";
  return target.type === "electron" && target.view.state === "RUNNING" ? "live" : "delivered";
}

/** Each edge, lifted to the level where its two ends part: what crosses a sublattice's border is the sublattice's. */
function edgesByLevel(
  edges: readonly EdgeView[],
  byId: ReadonlyMap<number, ElectronView>,
): Map<number | null, EdgeView[]> {
  const levels = new Map<number | null, EdgeView[]>();
  for (const edge of edges) {
    const [source, target] = [byId.get(edge.from), byId.get(edge.to)];
    if (!source || !target) continue;
    let lifted: EdgeView | null = edge;
    if (source.parent !== target.parent) lifted = liftEdge(edge, byId);
    if (!lifted) continue;
    const parent = byId.get(lifted.from)?.parent ?? null;
    const siblings = levels.get(parent);
    if (siblings) siblings.push(lifted);
    else levels.set(parent, [lifted]);
  }
  return levels;
}

function liftEdge(edge: EdgeView, byId: ReadonlyMap<number, ElectronView>): EdgeView | null {
  const lineOf = (id: number): number[] => {
    const line = [id];
    for (let at = byId.get(id)?.parent ?? null; at !== null && line.length < 1_000; at = byId.get(at)?.parent ?? null)
      line.push(at);
    return line;
  };
  const ancestors = new Map(lineOf(edge.to).map((id) => [byId.get(id)?.parent ?? null, id]));
  for (const from of lineOf(edge.from)) {
    const to = ancestors.get(byId.get(from)?.parent ?? null);
    if (to !== undefined) return from === to ? null : { from, to, names: edge.names };
  }
  return null;
}

function sumOf(items: readonly Item[]): Counts {
  const sum = { ...countStates([]) };
  for (const item of items) for (const [state, count] of occurring(item.leaves)) sum[state] += count;
  return sum;
}

/** "trainSvm", or for a member of a fan-out "fitOne C 10, γ 1". */
export const nameOf = (item: Item): string =>
  item.type === "group" || !item.label ? baseName(item) : `${item.view.name} ${sayLabel(item.label)}`;

export const baseName = (item: Item): string => (item.type === "group" ? item.name : item.view.name);

/** The labels that lead to an item: those of itself and of the members it lies in, outermost first. */
export function labelsAbove(drawing: Drawing, key: string): Label[] {
  const labels: Label[] = [];
  for (let at: string | undefined = key; at !== undefined; at = drawing.parents.get(at)) {
    const item = drawing.items.get(at);
    if (item?.type === "electron" && item.label) labels.unshift(item.label);
  }
  return labels;
}
