// A dispatch as one standalone SVG, for everything that shows pictures: nbviewer, GitHub, JupyterLab, a browser.

import type { LatticeDocument } from "../protocol/document.ts";
import { failureLine } from "./failures.ts";
import { drawGlyph, drawRing } from "./glyphs.ts";
import { type Box, type Layout, layOut, type Path } from "./layout.ts";
import { fitEnd, fitMiddle, widthOf } from "./measure.ts";
import { sayLabel } from "./member-labels.ts";
import { baseName, type Drawing, type ElectronItem, type GroupItem, type Item, modelOf } from "./model.ts";
import { latticeStyle, type Theme } from "./palette.ts";
import { drawEdgeHead, drawEdgeLine } from "./routes.ts";
import {
  elapsedOf,
  elapsedOfDispatch,
  sayCount,
  sayCounts,
  sayDispatch,
  sayDuration,
  sayLattice,
  sayProgress,
  sayState,
} from "./say.ts";
import { type Counts, occurring, totalOf, wordOf } from "./states.ts";
import { describeLattice, latestTime } from "./text.ts";

export interface DrawOptions {
  /** `auto` follows the reader's `prefers-color-scheme`. @defaultValue "auto" */
  theme?: Theme;
  /** What running times are counted to, in milliseconds. @defaultValue the last time in the document */
  now?: number;
  /** A picture wider than this is scaled down to it, in pixels. @defaultValue 960 */
  width?: number;
}

const margin = 16;
const header = 40;
const footer = 36;
/** A sublattice with more electrons than this is drawn closed: nobody can open it in a picture, but anybody can scroll past. */
const openUpTo = 12;

/** The lattice as SVG text. It needs no script, no font and no network, and says in words what it shows. */
export function drawLattice(document: LatticeDocument, options: DrawOptions = {}): string {
  const { theme = "auto", width: most = 960 } = options;
  const now = options.now ?? latestTime(document);
  const drawing = modelOf(document);
  const layout = layOutToFit(drawing, most - 2 * margin);
  const failure = failureLine(drawing);
  const title = `${document.lattice}: ${sayLattice(document)}, ${sayDispatch(document.state, drawing.counts)}`;
  const width = Math.max(
    layout.width + 2 * margin,
    Math.min(most, 480),
    24 + widthOf(document.lattice, 13, true) + 300,
  );
  const below = header + 20;
  const height = below + layout.height + 20 + (failure ? footer : 0);
  const scale = Math.min(1, most / width);
  const flows = new Map(linksOf(drawing).map(({ key, flow }) => [key, flow]));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" class="ct-lattice ct-${theme}" width="${Math.round(width * scale)}" height="${Math.round(height * scale)}" viewBox="0 0 ${width} ${height}">`,
    `<title>${escapeMarkup(title)}</title><desc>${escapeMarkup(describeLattice(document, { now }))}</desc>`,
    `<style>${latticeStyle(theme)}</style>`,
    `<rect class="ct-canvas" x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="8"/>`,
    drawHeader(drawing, width, now),
    `<g transform="translate(${margin} ${below})">`,
    ...layout.boxes.filter(({ shape }) => shape === "container").map((box) => drawContainer(box, drawing)),
    ...layout.paths.map((path) => drawEdge(path, flows.get(path.key) ?? "delivered")),
    ...layout.boxes.filter(({ shape }) => shape !== "container").map((box) => drawBox(box, drawing, now)),
    "</g>",
    failure ? drawFailure(failure, width, height) : "",
    "</svg>",
  ].join("");
}

/** From left to right; from top to bottom if that is too wide to be read, and narrower so. */
function layOutToFit(drawing: Drawing, most: number): Layout {
  const open = openSublattices(drawing);
  const right = layOut(drawing.level, { open });
  if (right.width <= most * 1.4) return right;
  const down = layOut(drawing.level, { open, direction: "down" });
  return down.width < right.width ? down : right;
}

function openSublattices(drawing: Drawing): ReadonlySet<string> {
  const open = new Set<string>();
  for (const [key, item] of drawing.items) {
    if (item.type === "electron" && item.inside && !item.label && totalOf(item.leaves) <= openUpTo) open.add(key);
  }
  return open;
}

function linksOf(drawing: Drawing) {
  const inside = [...drawing.items.values()].flatMap((item) =>
    item.type === "electron" && item.inside ? item.inside.links : [],
  );
  return [...drawing.level.links, ...inside];
}

function drawHeader({ document, counts }: Drawing, width: number, now: number): string {
  const facts = [
    sayLattice(document),
    sayDispatch(document.state, counts),
    sayDuration(elapsedOfDispatch(document, now)),
  ].join(" · ");
  const name = fitMiddle(document.lattice, 280, 13, true);
  const at = 40 + widthOf(name, 13, true) + 8;
  const bar = at + widthOf(facts, 12) + 16;
  return (
    `<g class="ct-${document.state}" transform="translate(16 12)">${drawGlyph(document.state)}</g>` +
    text(name, 40, 24.5, "ct-name") +
    text(facts, at, 24.5, "ct-muted ct-facts") +
    (width - bar > 80 ? drawBar(counts, bar, 17, Math.min(168, width - bar - margin), 6) : "") +
    `<path class="ct-divider" d="M0 ${header}H${width}"/>`
  );
}

/** A segmented bar; a segment is never so short that its colour is lost. */
function drawBar(counts: Counts, x: number, y: number, width: number, height: number): string {
  const segments = [...occurring(counts)];
  const least = 4;
  const room = width - (segments.length - 1) - segments.length * least;
  const total = totalOf(counts);
  let at = x;
  return segments
    .map(([state, count]) => {
      const length = least + (Math.max(0, room) * count) / total;
      const rect = `<rect class="ct-segment ct-${state}" x="${n(at)}" y="${y}" width="${n(length)}" height="${height}" rx="1.5"/>`;
      at += length + 1;
      return rect;
    })
    .join("");
}

function drawBox(box: Box, drawing: Drawing, now: number): string {
  const item = drawing.items.get(box.key);
  if (!item) return "";
  return item.type === "group" ? drawStack(box, item) : drawCard(box, item, now);
}

function drawCard(box: Box, item: ElectronItem, now: number): string {
  const { view } = item;
  const elapsed = elapsedOf(view, now);
  const time = elapsed === null ? "" : sayDuration(elapsed);
  const room = box.width - 35 - 11 - (time ? widthOf(time, 11) + 8 : 0);
  const chip = view.startedAt === null || item.inside ? "" : fitEnd(view.executor, 72, 11);
  const right = item.inside ? sayProgress(item.leaves) : sayState(view);
  return (
    `<g class="ct-card ct-${view.state}" transform="translate(${box.x} ${box.y})">` +
    `<title>${escapeMarkup(titleOf(item, time))}</title>` +
    `<rect class="ct-face" x=".5" y=".5" width="${box.width - 1}" height="${box.height - 1}" rx="5.5"/>` +
    `<g transform="translate(11 11)">${drawGlyph(view.state)}</g>` +
    text(fitMiddle(view.name, room, 13, true), 35, 23.5, "ct-name") +
    (time ? text(time, box.width - 11, 23.5, "ct-muted ct-small ct-end") : "") +
    (chip ? drawChip(chip, 35, 33) : "") +
    (right ? text(right, box.width - 11, 45, "ct-muted ct-small ct-end") : "") +
    "</g>"
  );
}

function drawChip(chip: string, x: number, y: number): string {
  const width = widthOf(chip, 11) + 10;
  return `<rect class="ct-chip" x="${x}" y="${y}" width="${width}" height="16" rx="4"/>${text(chip, x + 5, y + 12, "ct-small")}`;
}

function drawStack(box: Box, group: GroupItem): string {
  const times = `×${sayCount(group.members.length)}`;
  const timesWidth = widthOf(times, 11, true) + 10;
  const name = fitMiddle(group.name, box.width - 35 - 11 - timesWidth - 8, 13, true);
  const outline = (by: number): string =>
    `<rect class="ct-face" x="${by + 0.5}" y="${by + 0.5}" width="${box.width - 1}" height="${box.height - 1}" rx="5.5"/>`;
  const at = 35 + widthOf(name, 13, true) + 8;
  return (
    `<g class="ct-card" transform="translate(${box.x} ${box.y})">` +
    `<title>${escapeMarkup(`${group.name}, ${sayCount(group.members.length)} electrons: ${sayCounts(group.counts)}`)}</title>` +
    outline(8) +
    outline(4) +
    outline(0) +
    `<g transform="translate(11 11)">${drawRing(group.counts)}</g>` +
    text(name, 35, 23.5, "ct-name") +
    `<rect class="ct-chip" x="${at}" y="11" width="${timesWidth}" height="16" rx="4"/>` +
    text(times, at + 5, 23, "ct-small ct-strong") +
    drawBar(group.counts, 12, 36, box.width - 24, 6) +
    text(fitEnd(sayProgress(group.counts), box.width - 24, 11), 12, 59, "ct-muted ct-small") +
    "</g>"
  );
}

function drawContainer(box: Box, drawing: Drawing): string {
  const item = drawing.items.get(box.key);
  if (item?.type !== "electron") return "";
  const progress = sayProgress(item.leaves);
  return (
    `<g class="ct-container ct-${item.view.state}" transform="translate(${box.x} ${box.y})">` +
    `<rect class="ct-inner" x=".5" y=".5" width="${box.width - 1}" height="${box.height - 1}" rx="7.5"/>` +
    `<g transform="translate(12 10)">${drawGlyph(item.view.state)}</g>` +
    text(fitMiddle(item.view.name, box.width - 60 - widthOf(progress, 11), 13, true), 36, 22.5, "ct-name") +
    text(progress, box.width - 12, 22.5, "ct-muted ct-small ct-end") +
    "</g>"
  );
}

function drawEdge({ points }: Path, flow: string): string {
  return `<g class="ct-edge ct-${flow}"><path class="ct-line" d="${drawEdgeLine(points)}"/><path class="ct-head" d="${drawEdgeHead(points)}"/></g>`;
}

function drawFailure(failure: { name: string; rest: string }, width: number, height: number): string {
  const y = height - footer;
  const nameWidth = widthOf(failure.name, 12, true) + 4;
  return (
    `<path class="ct-divider" d="M0 ${y}H${width}"/>` +
    `<g class="ct-FAILED" transform="translate(16 ${y + 10})">${drawGlyph("FAILED")}</g>` +
    `<text class="ct-facts" x="40" y="${y + 22}"><tspan class="ct-strong">${escapeMarkup(failure.name)}</tspan> ${escapeMarkup(fitEnd(failure.rest, width - 56 - nameWidth, 12))}</text>`
  );
}

function titleOf(item: Item, time: string): string {
  if (item.type === "group") return item.name;
  const { view, label } = item;
  return [baseName(item), label ? sayLabel(label) : "", wordOf(view.state), time, view.error?.message ?? ""]
    .filter((part) => part !== "")
    .join(", ");
}

const text = (content: string, x: number, y: number, classes: string): string =>
  `<text class="${classes}" x="${x}" y="${y}">${escapeMarkup(content)}</text>`;

const n = (value: number): number => Math.round(value * 100) / 100;

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text for markup. Characters that XML cannot hold, as a terminal's colours in an error message, are left out. */
export const escapeMarkup = (raw: string): string =>
  raw
    .toWellFormed()
    .replace(/\p{Cc}/gu, (it) => (it === "\n" || it === "\t" ? it : ""))
    .replace(/[&<>"']/g, (it) => entities[it] ?? it);
