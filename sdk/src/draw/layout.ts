// Where everything stands: cards in columns, open groups and sublattices as containers, panels under opened members.

import { layer } from "./layers.ts";
import { type Extent, placeLines } from "./lines.ts";
import { widthOf } from "./measure.ts";
import { baseName, type ElectronItem, type GroupItem, type Item, type Level } from "./model.ts";
import { type Point, route } from "./routes.ts";

export type Direction = "right" | "down";

/** How an item is drawn. */
export type Shape = "card" | "stack" | "container" | "member";

export interface Box {
  key: string;
  shape: Shape;
  x: number;
  y: number;
  width: number;
  height: number;
  /** Containers that it lies in. */
  depth: number;
}

export interface Path {
  key: string;
  from: string;
  to: string;
  /** From the border of its source to the border of its target. */
  points: Point[];
}

/** The panel of an opened member: its notch points to the member. */
export interface Panel {
  /** Key of the member. */
  key: string;
  x: number;
  y: number;
  width: number;
  height: number;
  notchX: number;
  /** Containers that it lies in. */
  depth: number;
}

export interface Layout {
  width: number;
  height: number;
  /** In reading order; what lies inside a container comes after it. */
  boxes: Box[];
  paths: Path[];
  panels: Panel[];
  /** "Show 40 more": under the members of an open group that are not drawn. */
  more: { key: string; x: number; y: number; width: number; hidden: number }[];
}

export interface LayoutOptions {
  /** Keys of the groups and sublattices that are open. */
  open: ReadonlySet<string>;
  /** Where outputs lead. @defaultValue "right" */
  direction?: Direction;
  /** How many members of an open group are drawn at most. @defaultValue 60 */
  membersShown?: (group: string) => number;
}

/** `beside` is what stands beside the name: paddings, glyph, and the time at the right. */
const card = { height: 60, least: 160, most: 240, beside: 100, outlines: 0 };
const member = { width: 148, height: 52, gap: 12, columns: 4 };
/** Closed fan-out; two outlines behind it reach 8 px further. */
const stack = { height: 72, least: 184, most: 240, beside: 156, outlines: 8 };
/** Edges meet a container at its header, so that opening it moves nothing on its line. */
const container = { header: 36, counts: 72, padding: 12, port: { side: 18, top: 80 } };
const panel = { padding: 13, above: 12, below: 12 };
const moreHeight = 28;

/** Members of an open group that are drawn until more are asked for. */
export const membersShown = 60;

/** Lays a level out, and what is open in it. Nothing overlaps, and no edge runs through a card. */
export function layOut(level: Level, options: LayoutOptions): Layout {
  const layout: Layout = { width: 0, height: 0, boxes: [], paths: [], panels: [], more: [] };
  const part = new Placing(options).level(level, 0);
  part.emit(layout, 0, 0);
  layout.width = part.width;
  layout.height = part.height;
  return layout;
}

/** A part that knows its size, and can be put anywhere. */
interface Part {
  width: number;
  height: number;
  emit: (into: Layout, x: number, y: number) => void;
}

/** An item in a column, which edges lead to. */
interface Stop {
  width: number;
  height: number;
  /** Where edges meet it: on its side, and on its top. */
  port: { side: number; top: number };
  /** Cards of a column are all as wide as the widest of them. */
  stretches: boolean;
  /** How far beyond its border its outputs leave. */
  outlines: number;
  emit: (into: Layout, x: number, y: number, width: number) => void;
}

class Placing {
  readonly #open: ReadonlySet<string>;
  readonly #membersShown: (group: string) => number;
  readonly #down: boolean;

  constructor({ open, membersShown: shown = () => membersShown, direction = "right" }: LayoutOptions) {
    this.#open = open;
    this.#membersShown = shown;
    this.#down = direction === "down";
  }

  /** Columns are laid out `along` the way that outputs lead, and lines `across` it: only here these become x and y. */
  level({ items, links }: Level, depth: number): Part {
    const down = this.#down;
    const indexOf = new Map(items.map((item, index) => [item.key, index]));
    const edges = links.map(({ from, to }) => [indexOf.get(from) ?? 0, indexOf.get(to) ?? 0] as const);
    const stops = items.map((item) => this.#stop(item, depth));
    const layers = layer(items.length, edges);
    const extents = stops.map(
      (stop): Extent =>
        down
          ? { height: stop.width + stop.outlines, port: stop.port.top }
          : { height: stop.height + stop.outlines, port: stop.port.side },
    );
    const lines = placeLines(layers, extents, { row: depth === 0 && !down ? 36 : 16, lane: 16 });
    const routing = route(layers, lines, extents);
    const widths = stops.map(({ width }) => width);
    const along: number[] = [];
    const thickness: number[] = [];
    let end = 0;
    layers.columns.forEach((column, index) => {
      const widest = (of: (stop: Stop) => number): number =>
        column.reduce((most, { item }) => Math.max(most, stops[item] ? of(stops[item]) : 0), 0);
      const cards = widest((stop) => (stop.stretches ? stop.width : 0));
      if (!down) for (const { item } of column) if (stops[item]?.stretches) widths[item] = cards;
      along.push(end);
      thickness.push(widest((stop) => (down ? stop.height : stop.width) + stop.outlines));
      end += (thickness[index] ?? 0) + (routing.gaps[index] ?? 0);
    });
    end -= routing.gaps.at(-1) ?? 0;
    const across = layers.slots.map((slot) => (lines.get(slot) ?? 0) - (extents[slot.item]?.port ?? 0));
    const lowestLane = [...lines.values()].reduce((most, line) => Math.max(most, line + 8), 0);
    const breadth = extents.reduce(
      (most, { height }, item) => Math.max(most, (across[item] ?? 0) + height),
      lowestLane,
    );
    return {
      width: down ? breadth : end,
      height: down ? end : breadth,
      emit(into, x, y) {
        for (const { item, column } of layers.columns.flat()) {
          const [a, b] = [along[column] ?? 0, across[item] ?? 0];
          stops[item]?.emit(into, x + (down ? b : a), y + (down ? a : b), widths[item] ?? 0);
        }
        links.forEach(({ key, from, to }, index) => {
          const [source, target] = edges[index] ?? [0, 0];
          const stop = stops[source];
          const border = (down ? stop?.height : widths[source]) ?? 0;
          const exit = (along[layers.slots[source]?.column ?? 0] ?? 0) + border + (stop?.outlines ?? 0);
          const points = routing
            .trace(source, target, along, thickness, exit)
            .map(([a, b]): Point => (down ? [b + x, a + y] : [a + x, b + y]));
          if (points.length > 0) into.paths.push({ key, from, to, points });
        });
      },
    };
  }

  #stop(item: Item, depth: number): Stop {
    if (this.#open.has(item.key) && (item.type === "group" || item.inside)) {
      const part = item.type === "group" ? this.#openGroup(item, depth) : this.#openSublattice(item, depth);
      return { ...part, port: container.port, stretches: false, outlines: 0 };
    }
    const shape = item.type === "group" ? "stack" : "card";
    const size = item.type === "group" ? stack : card;
    const width = clamp(widthOf(baseName(item), 13, true) + size.beside, size.least, size.most);
    return {
      width,
      height: size.height,
      port: { side: size.height / 2, top: width / 2 },
      stretches: shape === "card",
      outlines: size.outlines,
      emit: (into, x, y, drawnWidth) => {
        into.boxes.push({ key: item.key, shape, x, y, width: drawnWidth, height: size.height, depth });
      },
    };
  }

  #openSublattice(item: ElectronItem, depth: number): Part {
    const inner = this.level(item.inside ?? { items: [], links: [] }, depth + 1);
    const width = Math.max(inner.width + 2 * container.padding, widthOf(item.view.name, 13, true) + 220);
    const height = container.header + container.padding + inner.height + container.padding;
    return {
      width,
      height,
      emit(into, x, y) {
        into.boxes.push({ key: item.key, shape: "container", x, y, width, height, depth });
        inner.emit(into, x + container.padding, y + container.header + container.padding);
      },
    };
  }

  #openGroup(group: GroupItem, depth: number): Part {
    const shown = membersInOrder(group, this.#membersShown(group.key));
    const columns =
      group.matrix && group.matrix.columns.length <= 6 && shown.length === group.members.length
        ? group.matrix.columns.length
        : Math.min(member.columns, Math.ceil(Math.sqrt(shown.length)));
    const memberWidth = clamp(
      Math.max(...shown.map(({ label }) => widthOf((label ?? []).flat().join("  "), 12) + 62)),
      member.width,
      200,
    );
    const rows: { members: ElectronItem[]; opened: { member: ElectronItem; part: Part; column: number }[] }[] = [];
    for (let at = 0; at < shown.length; at += columns) {
      const members = shown.slice(at, at + columns);
      rows.push({
        members,
        opened: members.flatMap((it, column) =>
          it.inside && this.#open.has(it.key) ? [{ member: it, part: this.level(it.inside, depth + 2), column }] : [],
        ),
      });
    }
    const grid = columns * memberWidth + (columns - 1) * member.gap;
    const panels = rows.flatMap(({ opened }) => opened.map(({ part }) => part.width + 2 * panel.padding));
    const inner = Math.max(grid, ...panels, widthOf(group.name, 13, true) + 180);
    const width = inner + 2 * container.padding;
    const hidden = group.members.length - shown.length;
    let bottom = container.counts;
    for (const { opened } of rows) {
      bottom += member.height + member.gap;
      for (const { part } of opened) bottom += part.height + 2 * panel.padding + panel.below;
    }
    const height = bottom - member.gap + container.padding + (hidden > 0 ? moreHeight + member.gap : 0);
    return {
      width,
      height,
      emit(into, left, down) {
        into.boxes.push({ key: group.key, shape: "container", x: left, y: down, width, height, depth });
        let y = down + container.counts;
        for (const { members, opened } of rows) {
          members.forEach((it, column) => {
            const x = left + container.padding + column * (memberWidth + member.gap);
            into.boxes.push({
              key: it.key,
              shape: "member",
              x,
              y,
              width: memberWidth,
              height: member.height,
              depth: depth + 1,
            });
          });
          y += member.height + member.gap;
          for (const { member: it, part, column } of opened) {
            const x = left + container.padding;
            const tall = part.height + 2 * panel.padding;
            const notchX = x + column * (memberWidth + member.gap) + memberWidth / 2;
            into.panels.push({ key: it.key, x, y, width: inner, height: tall, notchX, depth: depth + 1 });
            part.emit(into, x + panel.padding, y + panel.padding);
            y += tall + panel.below;
          }
        }
        if (hidden > 0) {
          into.more.push({ key: group.key, x: left + container.padding, y, width: inner, hidden });
        }
      },
    };
  }
}

const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);

/** The members to draw when there are too many: the failed, the running, then the rest, each by index. */
export function membersInOrder(group: GroupItem, most: number): ElectronItem[] {
  if (group.members.length <= most) return group.members;
  const urgency = ({ view }: ElectronItem): number =>
    view.error && view.state !== "UPSTREAM_FAILED"
      ? 0
      : view.state === "RUNNING" || view.state === "DISPATCHING"
        ? 1
        : 2;
  return group.members
    .map((it, index) => ({ it, index }))
    .sort((a, b) => urgency(a.it) - urgency(b.it) || a.index - b.index)
    .slice(0, most)
    .map(({ it }) => it);
}
