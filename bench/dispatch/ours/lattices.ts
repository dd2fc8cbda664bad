// The shapes as an author would write them: ordinary closures, traced and shipped as any others are.

import { appendFileSync, existsSync } from "node:fs";
import * as ct from "covalent-ts";

const one = 1;
const next = (x: number): number => x + one;

const noop = ct.electron((x: number) => next(x));
const add = ct.electron((x: number, y: number) => x + y);
const sum = ct.electron((xs: number[]) => xs.reduce((all, x) => all + x, 0));
const sumThree = ct.electron((x: number, y: number, z: number) => (x + y + z) % 1_000_003);

export const single = ct.lattice((x: number) => noop(x));

export const fanOut = ct.lattice((n: number) => Array.from({ length: n }, (_, i) => noop(i)));

export const chain = ct.lattice((n: number) => {
  let x = noop(0);
  for (let hop = 1; hop < n; hop++) x = noop(x);
  return x;
});

export const tree = ct.lattice((leaves: number) => {
  let level = Array.from({ length: leaves }, (_, i) => noop(i));
  while (level.length > 1) level = pairs(level).map(([x, y]) => add(x, y));
  return level[0];
});

const pairs = (xs: number[]): [number, number][] =>
  Array.from({ length: xs.length >> 1 }, (_, at) => [xs[2 * at] ?? 0, xs[2 * at + 1] ?? 0]);

export const reduces = 10;
const parts = ct.electron((x: number) => Array.from({ length: 10 }, (_, part) => x * part));
export const mapReduce = ct.lattice((maps: number) => {
  const mapped = Array.from({ length: maps }, (_, i) => parts(i));
  return Array.from({ length: reduces }, (_, part) => sum(mapped.map((one) => one[part] ?? 0)));
});

export const grid = ct.lattice((side: number) => {
  let row = Array.from({ length: side }, (_, i) => noop(i));
  for (let step = 1; step < side; step++) {
    const above = row;
    const at = (column: number) => above[(column + side) % side] ?? 0;
    row = above.map((_, column) => sumThree(at(column - 1), at(column), at(column + 1)));
  }
  return row;
});

const make = ct.electron((bytes: number) => new Uint8Array(bytes).fill(1));
const pass = ct.electron((data: Uint8Array) => {
  // A new value, or there would be nothing to carry.
  const copy = data.slice();
  if (copy.length > 0) copy[0] = (copy[0] ?? 0) + 1;
  return copy;
});
const sizeOf = ct.electron((data: Uint8Array) => data.length);
/** Five electrons; the data goes along the four edges between them. */
export const payload = ct.lattice((bytes: number) => sizeOf(pass(pass(pass(make(bytes))))));

const spin = ct.electron((milliseconds: number, i: number) => {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
  return i;
});
export const spinning = ct.lattice((n: number, milliseconds: number) =>
  Array.from({ length: n }, (_, i) => spin(milliseconds, i)),
);

const untilThere = ct.electron(async (path: string) => {
  while (!existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 20));
  return 0;
});
/** Nothing but its first electron can run before the file is there. */
export const waiting = ct.lattice((n: number, gate: string) => {
  const open = untilThere(gate);
  return sum(Array.from({ length: n }, () => noop(open)));
});

const leaveMark = ct.electron((path: string, i: number) => {
  appendFileSync(path, `${i}\n`);
  return i;
});
/** Each electron leaves a line with its number each time it runs. */
export const marking = ct.lattice((n: number, path: string) => Array.from({ length: n }, (_, i) => leaveMark(path, i)));
