// A graph as rows in topological order, with lanes beside them: what fits where there is no room for columns.

import type { Item, Level } from "./model.ts";

export interface RailRow {
  item: Item;
  /** The lane that its glyph stands on, from 0. */
  lane: number;
}

export interface RailLink {
  key: string;
  from: number;
  to: number;
  /** The lane that it goes down in: that of its source, that of its target, or one of its own. */
  lane: number;
}

export interface Rail {
  rows: RailRow[];
  links: RailLink[];
  lanes: number;
}

/** More lanes than this would leave no room for names; further ones share the last. */
const mostLanes = 5;

/** A stretch of rows in a lane that nothing else may use. */
interface Stretch {
  first: number;
  last: number;
}

/** Rows in the order of the document, in which what an electron needs always stands above it. */
export function railOf({ items, links }: Level): Rail {
  const rowOf = new Map(items.map((item, row) => [item.key, row]));
  const edges = links.flatMap(({ key, from, to }) => {
    const [a, b] = [rowOf.get(from), rowOf.get(to)];
    return a === undefined || b === undefined || a === b ? [] : [{ key, from: a, to: b }];
  });
  const order = topological(items.length, edges);
  const position = new Map(order.map((item, row) => [item, row]));
  const downward = edges
    .map(({ key, from, to }) => ({ key, from: position.get(from) ?? 0, to: position.get(to) ?? 0 }))
    .filter(({ from, to }) => from < to);
  const lines = mainLines(order.length, downward);
  const taken: Stretch[][] = [];
  const laneOfRow = new Array<number>(order.length).fill(0);
  const byFrom = groupBy(downward, ({ from }) => from);
  const byTo = groupBy(downward, ({ to }) => to);

  for (const line of lines) {
    const [head, tail] = [line[0] ?? 0, line.at(-1) ?? 0];
    // What leads to its first row comes down in its lane, and what its last row gives goes on in it.
    const first = Math.min(head, ...(byTo.get(head) ?? []).map(({ from }) => from));
    const last = Math.max(tail, ...(byFrom.get(tail) ?? []).map(({ to }) => to));
    const lane = claim(taken, { first, last });
    for (const row of line) laneOfRow[row] = lane;
  }

  const lineOf = new Map(lines.flatMap((line) => line.map((row) => [row, line] as const)));
  const ownLane = new Map<number, number>();
  const joined = downward.map(({ key, from, to }): RailLink => {
    const [line, target] = [lineOf.get(from), lineOf.get(to)];
    if (line === target && line && line.indexOf(to) === line.indexOf(from) + 1) {
      return { key, from, to, lane: laneOfRow[from] ?? 0 };
    }
    if (target?.[0] === to) return { key, from, to, lane: laneOfRow[to] ?? 0 };
    if (line?.at(-1) === from) return { key, from, to, lane: laneOfRow[from] ?? 0 };
    const furthest = Math.max(...(byFrom.get(from) ?? []).map((it) => it.to));
    const lane = ownLane.get(from) ?? claim(taken, { first: from, last: furthest });
    ownLane.set(from, lane);
    return { key, from, to, lane };
  });
  const rows = order.flatMap((index, row): RailRow[] => {
    const item = items[index];
    return item ? [{ item, lane: laneOfRow[row] ?? 0 }] : [];
  });
  return { rows, links: joined, lanes: Math.max(1, taken.length) };
}

function claim(taken: Stretch[][], stretch: Stretch): number {
  const free = taken.findIndex((lane) =>
    lane.every(({ first, last }) => last <= stretch.first || stretch.last <= first),
  );
  const lane = free >= 0 ? free : Math.min(taken.length, mostLanes - 1);
  const own = taken[lane] ?? [];
  taken[lane] = own;
  own.push(stretch);
  return lane;
}

interface Edge {
  key: string;
  from: number;
  to: number;
}

/** Chains of rows, longest first: each row goes on to the neighbour that has the longest way before it. */
function mainLines(count: number, edges: readonly Edge[]): number[][] {
  const byFrom = groupBy(edges, ({ from }) => from);
  const byTo = groupBy(edges, ({ to }) => to);
  const ahead = new Array<number>(count).fill(0);
  const behind = new Array<number>(count).fill(0);
  for (let row = count - 1; row >= 0; row--) {
    for (const { to } of byFrom.get(row) ?? []) ahead[row] = Math.max(ahead[row] ?? 0, (ahead[to] ?? 0) + 1);
  }
  for (let row = 0; row < count; row++) {
    for (const { from } of byTo.get(row) ?? []) behind[row] = Math.max(behind[row] ?? 0, (behind[from] ?? 0) + 1);
  }
  const next = new Map<number, number>();
  const previous = new Map<number, number>();
  const longest = [...edges].sort(
    (a, b) =>
      (behind[b.from] ?? 0) + (ahead[b.to] ?? 0) - (behind[a.from] ?? 0) - (ahead[a.to] ?? 0) ||
      a.from - b.from ||
      a.to - b.to,
  );
  for (const { from, to } of longest) {
    if (next.has(from) || previous.has(to)) continue;
    next.set(from, to);
    previous.set(to, from);
  }
  const lines: number[][] = [];
  for (let row = 0; row < count; row++) {
    if (previous.has(row)) continue;
    const line = [row];
    for (let at = next.get(row); at !== undefined; at = next.get(at)) line.push(at);
    lines.push(line);
  }
  return lines.sort((a, b) => b.length - a.length || (a[0] ?? 0) - (b[0] ?? 0));
}

function topological(count: number, edges: readonly Edge[]): number[] {
  const waiting = new Array<number>(count).fill(0);
  const byFrom = groupBy(edges, ({ from }) => from);
  for (const { to } of edges) waiting[to] = (waiting[to] ?? 0) + 1;
  const order: number[] = [];
  const seen = new Set<number>();
  // Always the first that may stand next: a group's members lie scattered over the document, all else stays in its order.
  const ready = waiting.flatMap((n, item) => (n === 0 ? [item] : []));
  while (ready.length > 0) {
    const item = ready.shift() ?? 0;
    order.push(item);
    seen.add(item);
    for (const { to } of byFrom.get(item) ?? []) {
      const left = (waiting[to] ?? 0) - 1;
      waiting[to] = left;
      if (left > 0) continue;
      const at = ready.findIndex((it) => it > to);
      ready.splice(at < 0 ? ready.length : at, 0, to);
    }
  }
  for (let item = 0; item < count; item++) if (!seen.has(item)) order.push(item);
  return order;
}

function groupBy<T>(all: readonly T[], keyOf: (it: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const it of all) {
    const group = groups.get(keyOf(it));
    if (group) group.push(it);
    else groups.set(keyOf(it), [it]);
  }
  return groups;
}
