// Gives each slot of a layered level its height on the page, so that the main way through the graph is a straight line.

import type { Layers, Slot } from "./layers.ts";

/** How tall an item is, and where on its side edges meet it. */
export interface Extent {
  height: number;
  /** Distance of the edges' line from its top. */
  port: number;
}

export interface Gaps {
  /** Between two items of a column. */
  row: number;
  /** Between a lane and what is beside it. */
  lane: number;
}

/** Slots that share a height, in neighbouring columns, left to right. */
interface Line {
  slots: Slot[];
  y: number;
}

/** The height of each slot's line, counted from the top of the highest item. */
export function placeLines(layers: Layers, extents: readonly Extent[], gaps: Gaps): ReadonlyMap<Slot, number> {
  const lines = straighten(layers);
  const lineOf = new Map<Slot, Line>();
  for (const line of lines) for (const slot of line.slots) lineOf.set(slot, line);
  const above = (slot: Slot): number => (slot.item < 0 ? 0 : (extents[slot.item]?.port ?? 0));
  const below = (slot: Slot): number => (slot.item < 0 ? 0 : (extents[slot.item]?.height ?? 0) - above(slot));
  const apart = (upper: Slot, lower: Slot): number =>
    below(upper) + (upper.item < 0 || lower.item < 0 ? gaps.lane : gaps.row) + above(lower);
  const neighbour = (slot: Slot, step: number): Slot | undefined => layers.columns[slot.column]?.[slot.position + step];

  const order = topDown(
    lines,
    lineOf,
    (slot) => neighbour(slot, -1),
    (slot) => neighbour(slot, 1),
  );
  for (const line of order) {
    line.y = line.slots.reduce((y, slot) => {
      const upper = neighbour(slot, -1);
      const upperLine = upper && lineOf.get(upper);
      return Math.max(y, upper && upperLine ? upperLine.y + apart(upper, slot) : above(slot));
    }, 0);
  }
  // As high as possible is compact, but leaves an item far above what it belongs to: let it down while there is room.
  for (const line of order.toReversed()) {
    let room = Number.POSITIVE_INFINITY;
    let sum = 0;
    let count = 0;
    for (const slot of line.slots) {
      const lower = neighbour(slot, 1);
      const lowerLine = lower && lineOf.get(lower);
      if (lower && lowerLine) room = Math.min(room, lowerLine.y - apart(slot, lower));
      for (const around of [...slot.before, ...slot.after]) {
        const other = lineOf.get(around);
        if (!other || other === line) continue;
        sum += other.y;
        count++;
      }
    }
    if (count > 0) line.y = Math.max(line.y, Math.min(Math.round(sum / count), room));
  }
  return new Map(lines.flatMap((line) => line.slots.map((slot): [Slot, number] => [slot, line.y])));
}

/** Joins slots to straight lines: each with the neighbour that both would choose, unless the lines would cross. */
function straighten({ columns }: Layers): Line[] {
  const lines: Line[] = [];
  const lineOf = new Map<Slot, Line>();
  for (const column of columns) {
    for (const slot of column) {
      if (lineOf.has(slot)) continue;
      const line = { slots: [slot], y: 0 };
      lines.push(line);
      lineOf.set(slot, line);
    }
    // Lanes first: a bend in the middle of one helps nobody.
    const pairs = column
      .map((slot) => [slot, favourite(slot.after)] as const)
      .filter((pair): pair is readonly [Slot, Slot] => pair[1] !== undefined && favourite(pair[1].before) === pair[0])
      .sort(
        (a, b) => Number(isLane(b)) - Number(isLane(a)) || b[1].depth - a[1].depth || a[0].position - b[0].position,
      );
    const joined: (readonly [Slot, Slot])[] = [];
    for (const pair of pairs) {
      if (joined.some(([a, b]) => a.position < pair[0].position !== b.position < pair[1].position)) continue;
      joined.push(pair);
      const line = lineOf.get(pair[0]);
      if (!line) continue;
      line.slots.push(pair[1]);
      lineOf.set(pair[1], line);
    }
  }
  return lines;
}

const isLane = ([from, to]: readonly [Slot, Slot]): boolean => from.item < 0 && to.item < 0;

/** The neighbour that a slot would be level with: the next piece of its lane, the longest way on, the middle one. */
function favourite(around: readonly Slot[]): Slot | undefined {
  const deepest = around.reduce((most, slot) => Math.max(most, rankOf(slot)), -1);
  const best = around.filter((slot) => rankOf(slot) === deepest).sort((a, b) => a.position - b.position);
  return best[(best.length - 1) >> 1];
}

const rankOf = (slot: Slot): number => (slot.item < 0 ? 0 : 1_000_000) + slot.depth;

/** Lines such that each comes after all that lie above it in some column. Lines that do not cross always have such an order. */
function topDown(
  lines: readonly Line[],
  lineOf: ReadonlyMap<Slot, Line>,
  upperOf: (slot: Slot) => Slot | undefined,
  lowerOf: (slot: Slot) => Slot | undefined,
): Line[] {
  const waiting = new Map(lines.map((line) => [line, line.slots.filter((slot) => upperOf(slot)).length]));
  const order = lines.filter((line) => waiting.get(line) === 0);
  for (let at = 0; at < order.length; at++) {
    for (const slot of order[at]?.slots ?? []) {
      const lower = lowerOf(slot);
      const line = lower && lineOf.get(lower);
      if (!line) continue;
      const left = (waiting.get(line) ?? 0) - 1;
      waiting.set(line, left);
      if (left === 0) order.push(line);
    }
  }
  return order;
}
