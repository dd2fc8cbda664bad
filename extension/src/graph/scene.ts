// What all parts of the graph draw from: the dispatch, and what the person chose to see of it.

import type { Direction, Drawing, ElectronItem, Item } from "covalent-ts/draw";
import { baseName, nameOf } from "covalent-ts/draw";
import type { ElectronState } from "covalent-ts/protocol";
import type { ElectronDetail, ViewMessage } from "./messages.ts";

export interface Scene {
  drawing: Drawing;
  /** The dispatcher's clock. */
  now: number;
  open: ReadonlySet<string>;
  /** How many members of an open group are drawn, where it is not the usual number. */
  shown: ReadonlyMap<string, number>;
  direction: Direction;
  selected: string | null;
  /** Only these states are wanted; empty means all. */
  states: ReadonlySet<ElectronState>;
  query: string;
  connected: boolean;
  detail: ElectronDetail | null;
}

/** What a person can do in the graph. */
export interface Deeds {
  select: (key: string | null) => void;
  toggle: (key: string) => void;
  showMore: (group: string) => void;
  filter: (state: ElectronState) => void;
  search: (query: string) => void;
  clearFilters: () => void;
  turn: () => void;
  post: (message: ViewMessage) => void;
}

/** Whether the filters leave this item as it is; what they do not is drawn faintly. */
export function isWanted({ states, query }: Pick<Scene, "states" | "query">, item: Item): boolean {
  if (states.size === 0 && query === "") return true;
  const electrons = item.type === "group" ? item.members : [item];
  return electrons.some(
    (it) => fits(it, states, query) || (it.inside?.items ?? []).some((inner) => isWanted({ states, query }, inner)),
  );
}

function fits(item: ElectronItem, states: ReadonlySet<ElectronState>, query: string): boolean {
  return (
    (states.size === 0 || states.has(item.view.state)) && (query === "" || nameOf(item).toLowerCase().includes(query))
  );
}

/** The number that the wire knows an item by; null for a group, which is only drawn. */
export const electronOf = (item: Item | undefined): number | null => (item?.type === "electron" ? item.view.id : null);

/** Every item that holds this one, outermost first. */
export function pathTo(drawing: Drawing, key: string): Item[] {
  const path: Item[] = [];
  for (let at = drawing.parents.get(key); at !== undefined; at = drawing.parents.get(at)) {
    const item = drawing.items.get(at);
    if (item) path.unshift(item);
  }
  return path;
}

export const titleOf = (item: Item): string =>
  item.type === "group" ? `${baseName(item)} ×${item.members.length}` : nameOf(item);
