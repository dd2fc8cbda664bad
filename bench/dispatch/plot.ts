// The plot of a run: for each row of the table, how many times better ours is than each peer; without peers, the cost of an electron by size.

import type { Results } from "./results.ts";
import { figure, type Row, ratio, rowsOf, times } from "./rows.ts";

const width = 760;
const left = 300;
const right = 30;
const rowHeight = 22;
const top = 64;
const foot = 34;

// Told apart by shape as well as by colour, on light and on dark.
const marks = [
  ["#d97706", "M-4.5 -4.5H4.5V4.5H-4.5Z"],
  ["#7c3aed", "M0 -5.5 5.5 4.5H-5.5Z"],
  ["#0891b2", "M0 -6 6 0 0 6 -6 0Z"],
  ["#be185d", "M-5 -1.5H-1.5V-5H1.5V-1.5H5V1.5H1.5V5H-1.5V1.5H-5Z"],
  ["#4d7c0f", "M0 5.5 5.5 -4.5H-5.5Z"],
] as const;

const style = `<style>
  text { font: 12px system-ui, sans-serif; fill: #1f2328 }
  .quiet { fill: #59636e } .line { stroke: #d1d9e0 } .one { stroke: #1f2328 } .ours { fill: #2563eb }
  .small { font-size: 11px } .end { text-anchor: end } .middle { text-anchor: middle }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .quiet { fill: #9198a1 } .line { stroke: #3d444d } .one { stroke: #e6edf3 } .ours { fill: #60a5fa }
  }
</style>`;

const escaped = (text: string): string => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const text = (x: number, y: number, words: string, classes = ""): string =>
  `<text x="${x}" y="${y}" class="${classes}">${escaped(words)}</text>`;

function svg(height: number, title: string, parts: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    style,
    ...parts,
    "</svg>\n",
  ].join("\n");
}

/** Positions on a logarithmic axis. */
function axis(values: readonly number[], from: number, to: number) {
  const lowest = Math.floor(Math.log10(Math.min(...values)));
  const highest = Math.max(Math.ceil(Math.log10(Math.max(...values))), lowest + 1);
  const x = (value: number): number =>
    Math.round((from + ((Math.log10(value) - lowest) / (highest - lowest)) * (to - from)) * 10) / 10;
  const powers = Array.from({ length: highest - lowest + 1 }, (_, at) => 10 ** (lowest + at));
  return { x, powers };
}

export function plotOf(results: Results): string {
  const rows = rowsOf(results);
  const compared = rows.filter((row) => ratio(row, row.best) !== undefined);
  return compared.length > 0 ? ratios(results, compared) : bars(results, rows);
}

function ratios(results: Results, rows: readonly Row[]): string {
  const peers = results.peers.map(({ name }) => name);
  const at = (name: string) => marks[peers.indexOf(name) % marks.length] ?? marks[0];
  const found = rows.flatMap((row) => row.peers.map((peer) => ratio(row, peer)).filter((value) => value !== undefined));
  const { x, powers } = axis([0.9, 1.1, ...found], left, width - right);
  const bottom = top + rows.length * rowHeight;
  const legend = peers.map((name, index) => {
    const [colour, path] = at(name);
    return `<path d="${path}" fill="${colour}" transform="translate(${left + index * 92} 42)"/>${text(left + 10 + index * 92, 46, name)}`;
  });
  const grid = powers.map(
    (power) =>
      `<path d="M${x(power)} ${top - 8}V${bottom}" class="${power === 1 ? "one" : "line"}" fill="none"/>` +
      text(x(power), bottom + 16, power === 1 ? "as ours" : `${figure(power)}×`, "quiet small middle"),
  );
  const drawn = rows.map((row, index) => {
    const y = top + index * rowHeight + rowHeight / 2;
    const points = row.peers.flatMap((peer) => {
      const value = ratio(row, peer);
      if (value === undefined) return [];
      const [colour, path] = at(peer.name);
      const about = `<title>${escaped(`${peer.name}: ${times(value)}`)}</title>`;
      return [`<path d="${path}" fill="${colour}" transform="translate(${x(value)} ${y})">${about}</path>`];
    });
    const name = `${row.title}${row.shape.metrics.length > 1 ? `, ${row.metric.unit.split(", ").at(-1)}` : ""}`;
    return text(left - 14, y + 4, name, "end") + points.join("");
  });
  const title = "How many times better ours is: right of the line, ours is ahead";
  return svg(bottom + foot, title, [text(14, 20, title), ...legend, ...grid, ...drawn]);
}

/** A bar for each row, on the axis of its unit: there is nobody to compare with. */
function bars(results: Results, rows: readonly Row[]): string {
  const mine = rows.filter((row) => (row.ours?.value ?? 0) > 0);
  const bottom = top - 24 + mine.length * rowHeight;
  const longest = new Map<string, number>();
  for (const { metric, ours } of mine)
    longest.set(metric.unit, Math.max(longest.get(metric.unit) ?? 0, ours?.value ?? 0));
  const drawn = mine.map((row, index) => {
    const value = row.ours?.value ?? 0;
    const y = top - 24 + index * rowHeight;
    const room = width - left - right - 170;
    const length = Math.max(1, Math.round((value / (longest.get(row.metric.unit) ?? value)) * room));
    const bar = `<rect x="${left}" y="${y + 5}" width="${length}" height="12" rx="2" class="ours"/>`;
    return (
      text(left - 14, y + 15, row.title.length > 44 ? `${row.title.slice(0, 43)}…` : row.title, "end") +
      bar +
      text(left + length + 8, y + 15, `${figure(value)} ${row.metric.unit}`, "quiet")
    );
  });
  const title = `A ${results.kind} run, ours alone; bars of one unit have one scale`;
  return svg(bottom + 14, title, [text(14, 20, title), ...drawn]);
}
