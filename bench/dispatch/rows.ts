// The rows of the table: a metric of a shape at a size, what each contestant got, and how ours compares with the best of the others.

import type { Measured, Outcome, Results } from "./results.ts";
import { type Metric, type Shape, shapes } from "./shapes.ts";

export const ours = "ours";

export interface Cell {
  name: string;
  outcome: Outcome;
  /** The median; undefined where there is none. */
  value: number | undefined;
}

export interface Row {
  shape: Shape;
  size: number;
  metric: Metric;
  title: string;
  ours: Cell | undefined;
  peers: Cell[];
  best: Cell | undefined;
}

export function rowsOf({ measured }: Results): Row[] {
  return shapes.flatMap((shape) =>
    measured
      .filter((one) => one.shape === shape.name)
      .toSorted((a, b) => a.size - b.size)
      .flatMap((one) => shape.metrics.map((metric) => rowOf(shape, one, metric))),
  );
}

function rowOf(shape: Shape, { size, outcomes }: Measured, metric: Metric): Row {
  const cells = Object.entries(outcomes).map(([name, outcome]): Cell => {
    const value = "median" in outcome ? outcome.median[metric.name] : undefined;
    return { name, outcome, value };
  });
  const peers = cells.filter(({ name }) => name !== ours);
  const best = peers
    .filter(({ value }) => value !== undefined)
    .toSorted((a, b) => ((a.value ?? 0) - (b.value ?? 0)) * (metric.better === "less" ? 1 : -1))[0];
  const title = shape.title.replaceAll("#", sizeWord(shape, size));
  return { shape, size, metric, title, ours: cells.find(({ name }) => name === ours), peers, best };
}

/** How many times better ours is than that; below 1 where it is worse. */
export function ratio(row: Row, other: Cell | undefined): number | undefined {
  const mine = row.ours?.value;
  const theirs = other?.value;
  if (mine === undefined || theirs === undefined) return undefined;
  return row.metric.better === "less" ? theirs / mine : mine / theirs;
}

const sizeWord = ({ name }: Shape, size: number): string =>
  name === "payload" ? bytesWord(size) : size.toLocaleString("en");

function bytesWord(bytes: number): string {
  if (bytes >= 1_000_000) return `${bytes / 1_000_000} MB`;
  if (bytes === 65_536) return "64 KiB";
  return bytes >= 1_000 ? `${bytes / 1_000} kB` : `${bytes} B`;
}

/** Three figures, no more; the thousands apart. */
export const figure = (value: number): string =>
  Math.abs(value) >= 100
    ? Math.round(value).toLocaleString("en")
    : value.toLocaleString("en", { maximumSignificantDigits: 3 });

export const times = (value: number | undefined): string => (value === undefined ? "" : `${figure(value)}×`);
