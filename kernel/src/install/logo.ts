// The kernel's logo: three electrons of a small lattice, on the blue of TypeScript.

import { crc32, deflateSync } from "node:zlib";

const side = 64;
const corner = 12;
const background = [49, 120, 198] as const;
const foreground = [255, 255, 255] as const;
const lineWidth = 4;
const edges = [
  [18, 20, 46, 32],
  [18, 44, 46, 32],
] as const;
const circles = [
  [18, 20, 7],
  [18, 44, 7],
  [46, 32, 9],
] as const;

const hex = (colour: readonly number[]): string =>
  `#${colour.map((part) => part.toString(16).padStart(2, "0")).join("")}`;

export const logoSvg = [
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}">`,
  `<rect width="${side}" height="${side}" rx="${corner}" fill="${hex(background)}"/>`,
  ...edges.map(
    ([x1, y1, x2, y2]) =>
      `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${hex(foreground)}" stroke-width="${lineWidth}"/>`,
  ),
  ...circles.map(([x, y, r]) => `<circle cx="${x}" cy="${y}" r="${r}" fill="${hex(foreground)}"/>`),
  "</svg>\n",
].join("");

/** The same drawing as a PNG of that many pixels a side, for front ends that take no SVG. */
export function logoPng(size: number): Buffer {
  // A row begins with the number of its filter: 0, none.
  const rows = Buffer.alloc(size * (1 + size * 4));
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) rows.set(pixel(x, y, size), y * (1 + size * 4) + 1 + x * 4);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  // 8 bits a channel, with alpha.
  header.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), content]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

/** Samples along each side of a pixel, for smooth edges. */
const samples = 4;

function pixel(x: number, y: number, size: number): number[] {
  let inside = 0;
  let drawn = 0;
  for (let sy = 0; sy < samples; sy++) {
    for (let sx = 0; sx < samples; sx++) {
      const px = ((x + (sx + 0.5) / samples) * side) / size;
      const py = ((y + (sy + 0.5) / samples) * side) / size;
      if (!inBackground(px, py)) continue;
      inside += 1;
      if (inForeground(px, py)) drawn += 1;
    }
  }
  const share = inside === 0 ? 0 : drawn / inside;
  const colour = background.map((part, at) => Math.round(part + ((foreground[at] ?? 0) - part) * share));
  return [...colour, Math.round((255 * inside) / samples ** 2)];
}

function inBackground(x: number, y: number): boolean {
  const dx = Math.max(corner - x, x - (side - corner), 0);
  const dy = Math.max(corner - y, y - (side - corner), 0);
  return Math.hypot(dx, dy) <= corner;
}

const inForeground = (x: number, y: number): boolean =>
  circles.some(([cx, cy, r]) => Math.hypot(x - cx, y - cy) <= r) ||
  edges.some(([x1, y1, x2, y2]) => distanceToLine(x, y, x1, y1, x2, y2) <= lineWidth / 2);

function distanceToLine(x: number, y: number, x1: number, y1: number, x2: number, y2: number): number {
  const along = ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / ((x2 - x1) ** 2 + (y2 - y1) ** 2);
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(x - (x1 + t * (x2 - x1)), y - (y1 + t * (y2 - y1)));
}
