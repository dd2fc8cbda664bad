// Leads edges from column to column: level with an output, up or down on a track of its own in the gap, level into an input.

import type { Layers, Slot } from "./layers.ts";
import type { Extent } from "./lines.ts";

export type Point = readonly [x: number, y: number];

/** A gap is this wide with one track or none, and this much wider for each further one. */
export const gapWidth = 60;
export const trackWidth = 12;

/** Distance from the middle of an item's side to its other inputs. */
const portDistance = 14;

/** What goes up or down in one gap together: the branches of one output, or all that end in one input. */
interface Bus {
  /** Where it is reached from the left. */
  entries: number[];
  /** Where it is left to the right. */
  exits: number[];
  top: number;
  bottom: number;
  track: number;
}

/** One step of an edge, through one gap. */
interface Step {
  from: Slot;
  to: Slot;
  startY: number;
  endY: number;
  bus: Bus | null;
}

export interface Routing {
  /** How wide the gap right of each column must be. */
  gaps: number[];
  /** The corners of an edge, once it is known where the columns stand. */
  trace: (
    from: number,
    to: number,
    columnX: readonly number[],
    columnWidth: readonly number[],
    exitX: number,
  ) => Point[];
}

/** Decides where every edge runs, given the height of each slot's line. */
export function route(layers: Layers, lines: ReadonlyMap<Slot, number>, extents: readonly Extent[]): Routing {
  const lineOf = (slot: Slot): number => lines.get(slot) ?? 0;
  const steps = new Map<Slot, Map<Slot, Step>>();
  const gaps: number[] = [];
  const middles: number[] = [];
  layers.columns.forEach((column, index) => {
    const here: Step[] = [];
    const ports = inputPorts(layers.columns[index + 1] ?? [], lineOf, extents);
    for (const from of column) {
      const own = new Map<Slot, Step>();
      steps.set(from, own);
      for (const to of from.after) {
        const step = { from, to, startY: lineOf(from), endY: ports.get(to)?.get(from) ?? lineOf(to), bus: null };
        own.set(to, step);
        here.push(step);
      }
    }
    const tracks = assignTracks(here);
    gaps.push(gapWidth + trackWidth * Math.max(0, tracks - 1));
    middles.push(gapWidth / 2);
  });

  return {
    gaps,
    trace(from, to, columnX, columnWidth, exitX) {
      const [start, end] = [layers.slots[from], layers.slots[to]];
      if (!start || !end) return [];
      const points: Point[] = [];
      let at = start;
      points.push([exitX, lineOf(start)]);
      while (at !== end) {
        const next =
          at.after.find((slot) => slot === end) ?? at.after.find((slot) => slot.item < 0 && slot.source === from);
        const step = next && steps.get(at)?.get(next);
        if (!next || !step) return [];
        if (step.bus) {
          const x =
            (columnX[at.column] ?? 0) +
            (columnWidth[at.column] ?? 0) +
            (middles[at.column] ?? 0) +
            step.bus.track * trackWidth;
          points.push([x, step.startY], [x, step.endY]);
        }
        at = next;
        if (at === end) points.push([columnX[at.column] ?? 0, step.endY]);
      }
      return points;
    },
  };
}

/** Where each edge enters an item: level ones in the middle, others beside it, on the side that they come from. */
function inputPorts(
  column: readonly Slot[],
  lineOf: (slot: Slot) => number,
  extents: readonly Extent[],
): Map<Slot, Map<Slot, number>> {
  const ports = new Map<Slot, Map<Slot, number>>();
  const taken = new Set(column.flatMap(({ before }) => before.map(lineOf)));
  for (const slot of column) {
    if (slot.item < 0) continue;
    const own = new Map<Slot, number>();
    ports.set(slot, own);
    const middle = lineOf(slot);
    const extent = extents[slot.item];
    const room = Math.min(extent?.port ?? 0, (extent?.height ?? 0) - (extent?.port ?? 0));
    const beside = Math.min(portDistance, Math.max(4, room - 8));
    const alone = slot.before.length === 1;
    for (const from of slot.before) {
      const y = lineOf(from);
      // An edge into the middle would run over one that leaves the last column at that height.
      const level = y === middle || (alone && !taken.has(middle));
      own.set(from, level ? middle : middle + (y < middle ? -beside : beside));
    }
  }
  return ports;
}

/** Gives every step that changes its height a bus, and every bus a track. Returns how many tracks there are. */
function assignTracks(steps: readonly Step[]): number {
  const fanOut = new Map<Slot, number>();
  for (const { from, startY, endY } of steps) if (startY !== endY) fanOut.set(from, (fanOut.get(from) ?? 0) + 1);
  const buses = new Map<string, Bus>();
  for (const step of steps) {
    if (step.startY === step.endY) continue;
    const shared = (fanOut.get(step.from) ?? 0) > 1;
    const key = shared ? `out ${step.from.position}` : `in ${step.to.position} ${step.endY}`;
    const bus: Bus = buses.get(key) ?? {
      entries: [],
      exits: [],
      top: Number.POSITIVE_INFINITY,
      bottom: Number.NEGATIVE_INFINITY,
      track: 0,
    };
    buses.set(key, bus);
    bus.entries.push(step.startY);
    bus.exits.push(step.endY);
    bus.top = Math.min(bus.top, step.startY, step.endY);
    bus.bottom = Math.max(bus.bottom, step.startY, step.endY);
    step.bus = bus;
  }
  return orderBuses([...buses.values()]);
}

function orderBuses(buses: Bus[]): number {
  const score = new Map<Bus, number>(buses.map((bus) => [bus, 0]));
  const overlap = (a: Bus, b: Bus): boolean => a.top <= b.bottom + 8 && b.top <= a.bottom + 8;
  const add = (bus: Bus, points: number): void => {
    score.set(bus, (score.get(bus) ?? 0) + points);
  };
  buses.forEach((a, index) => {
    for (const b of buses.slice(index + 1)) {
      if (!overlap(a, b)) continue;
      const preference = crossingsLeftOf(b, a) - crossingsLeftOf(a, b);
      add(a, -preference);
      add(b, preference);
    }
  });
  const ordered = [...buses].sort((a, b) => (score.get(a) ?? 0) - (score.get(b) ?? 0) || a.top - b.top);
  let tracks = 0;
  ordered.forEach((bus, index) => {
    for (const other of ordered.slice(0, index)) {
      if (overlap(bus, other)) bus.track = Math.max(bus.track, other.track + 1);
    }
    tracks = Math.max(tracks, bus.track + 1);
  });
  return tracks;
}

/** How often the two cross if `left` stands left of `right`; running along one another counts for much. */
function crossingsLeftOf(left: Bus, right: Bus): number {
  const inside = (y: number, bus: Bus): boolean => y >= bus.top && y <= bus.bottom;
  let sum = 0;
  for (const y of left.exits) if (inside(y, right)) sum++;
  for (const y of right.entries) if (inside(y, left)) sum++;
  for (const y of left.exits) if (right.entries.includes(y)) sum += 100;
  return sum;
}

const headLength = 7;

/** The line of an edge, which ends in its head. */
export function drawEdgeLine(points: readonly Point[]): string {
  const [last, before] = [points.at(-1), points.at(-2)];
  if (!last || !before) return "";
  // One pixel into the head, or a hairline would show between the two.
  return drawPath([
    ...points.slice(0, -1),
    towards(last, before, (headLength - 1) / Math.max(headLength, distance(last, before))),
  ]);
}

/** The head of an edge: a triangle whose tip is the last point. */
export function drawEdgeHead(points: readonly Point[]): string {
  const [last, before] = [points.at(-1), points.at(-2)];
  if (!last || !before) return "";
  const half = headLength / 2;
  const shape =
    last[0] === before[0] ? `l-${half}-${headLength}h${headLength}z` : `l-${headLength}-${half}v${headLength}z`;
  return `M${n(last[0])} ${n(last[1])}${shape}`;
}

/** A path through the points with rounded elbows. */
export function drawPath(points: readonly Point[], radius = 8): string {
  const corners = withoutDetours(points);
  const [first, ...rest] = corners;
  if (!first) return "";
  let path = `M${n(first[0])} ${n(first[1])}`;
  rest.forEach((corner, index) => {
    const [before, after] = [corners[index] ?? corner, corners[index + 2]];
    if (!after) {
      path += `L${n(corner[0])} ${n(corner[1])}`;
      return;
    }
    const [long, longAfter] = [distance(before, corner), distance(corner, after)];
    const cut = Math.min(radius, long / 2, longAfter / 2);
    const [a, b] = [towards(corner, before, cut / long), towards(corner, after, cut / longAfter)];
    path += `L${n(a[0])} ${n(a[1])}Q${n(corner[0])} ${n(corner[1])} ${n(b[0])} ${n(b[1])}`;
  });
  return path;
}

/** Without corners that are none. */
function withoutDetours(points: readonly Point[]): Point[] {
  const kept: Point[] = [];
  points.forEach((point, index) => {
    const [before, after] = [kept.at(-1), points[index + 1]];
    if (before && before[0] === point[0] && before[1] === point[1]) return;
    const straight =
      before &&
      after &&
      ((before[0] === point[0] && point[0] === after[0]) || (before[1] === point[1] && point[1] === after[1]));
    if (!straight) kept.push(point);
  });
  return kept;
}

const distance = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1]);
const towards = (from: Point, to: Point, share: number): Point => [
  from[0] + (to[0] - from[0]) * share,
  from[1] + (to[1] - from[1]) * share,
];
const n = (value: number): number => Math.round(value * 100) / 100;
