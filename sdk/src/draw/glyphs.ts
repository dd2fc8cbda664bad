// The shape of each state, on a grid of 16: filled is what ran to an end, open what did not, an arc moves, an octagon failed.

import type { ElectronState } from "../protocol/states.ts";
import { type Counts, occurring, totalOf } from "./states.ts";

const ring = "M8 2.25a5.75 5.75 0 1 1 0 11.5 5.75 5.75 0 0 1 0-11.5z";

interface Shape {
  base: string;
  /** The base is filled, and the mark on it is cut out. */
  filled?: boolean;
  dash?: string;
  mark?: string;
  markWidth?: number;
  dots?: { at: [x: number, y: number][]; radius: number };
}

const threeDots: Shape["dots"] = {
  at: [
    [5.3, 8],
    [8, 8],
    [10.7, 8],
  ],
  radius: 0.95,
};

const branchEnds: Shape["dots"] = {
  at: [
    [5, 8],
    [10.9, 5.4],
    [10.9, 10.6],
  ],
  radius: 1.25,
};

const shapes: Record<Exclude<ElectronState, "RUNNING">, Shape> = {
  NEW_OBJECT: { base: ring, dash: "2.6 1.916" },
  QUEUED: { base: ring, dots: threeDots },
  DISPATCHING: {
    base: "M5 2.25h6A2.75 2.75 0 0 1 13.75 5v6A2.75 2.75 0 0 1 11 13.75H5A2.75 2.75 0 0 1 2.25 11V5A2.75 2.75 0 0 1 5 2.25z",
    mark: "M5.2 8h1.6l3.8-2.5M6.8 8l3.8 2.5",
    markWidth: 1.1,
    dots: branchEnds,
  },
  COMPLETED: {
    base: "M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13z",
    filled: true,
    mark: "M5 8.3l2.1 2.1L11 6.2",
  },
  FAILED: {
    base: "M5.31 1.5h5.38l3.81 3.81v5.38l-3.81 3.81H5.31L1.5 10.69V5.31z",
    filled: true,
    mark: "M5.9 5.9l4.2 4.2M10.1 5.9l-4.2 4.2",
  },
  TIMED_OUT: {
    base: "M6.1.8h3.8v1.5H8.8v1.16a5.6 5.6 0 1 1-1.6 0V2.3H6.1z",
    filled: true,
    mark: "M8 6v3l2 1.5",
  },
  POISONED: {
    base: "M7.05 1.2a1.35 1.35 0 0 1 1.9 0l5.85 5.85a1.35 1.35 0 0 1 0 1.9L8.95 14.8a1.35 1.35 0 0 1-1.9 0L1.2 8.95a1.35 1.35 0 0 1 0-1.9z",
    filled: true,
    mark: "M8 4.6v4",
    dots: { at: [[8, 11]], radius: 0.95 },
  },
  CANCELLED: { base: ring, mark: "M4.1 11.9l7.8-7.8" },
  UPSTREAM_FAILED: {
    base: "M5.62 2.25h4.76l3.37 3.37v4.76l-3.37 3.37H5.62L2.25 10.38V5.62z",
    mark: "M5.4 8h5.2",
  },
};

/**
 * What lies inside a 16 × 16 `<svg>` or `<g>` for this state. Colours are left to classes: `ct-ink` is the state's own,
 * drawn as stroke or fill; `ct-cut` is the surface behind it.
 */
export function drawGlyph(state: ElectronState): string {
  if (state === "RUNNING") {
    // The arc's length is measured from pathLength, so that "28" is 28 % of the ring.
    return (
      `<path class="ct-ink-stroke" d="${ring}" stroke-width="1.5" opacity=".32"/>` +
      `<path class="ct-ink-stroke ct-arc" d="${ring}" pathLength="100" stroke-width="2.1" stroke-linecap="round" stroke-dasharray="28 100"/>` +
      `<circle class="ct-ink" cx="8" cy="8" r="2"/>`
    );
  }
  const { base, filled, dash, mark, markWidth, dots } = shapes[state];
  const stroke = filled ? "ct-cut-stroke" : "ct-ink-stroke";
  const parts = [
    filled
      ? `<path class="ct-ink" d="${base}"/>`
      : `<path class="ct-ink-stroke" d="${base}" stroke-width="1.5"${dash ? ` stroke-dasharray="${dash}"` : ""}/>`,
  ];
  if (mark) {
    parts.push(
      `<path class="${stroke}" d="${mark}" stroke-width="${markWidth ?? 1.6}" stroke-linecap="round" stroke-linejoin="round"/>`,
    );
  }
  for (const [x, y] of dots?.at ?? []) {
    parts.push(`<circle class="${filled ? "ct-cut" : "ct-ink"}" cx="${x}" cy="${y}" r="${dots?.radius}"/>`);
  }
  return parts.join("");
}

/** The states of a group as a ring, inside a 16 × 16 `<svg>` or `<g>`; each segment has the class of its state. */
export function drawRing(counts: Counts): string {
  const total = totalOf(counts);
  const segments = [...occurring(counts)];
  const gap = segments.length > 1 ? 3 : 0;
  let at = 0;
  return segments
    .map(([state, count]) => {
      const length = (count / total) * 100;
      const shown = Math.max(1, length - gap);
      const segment = `<circle class="ct-ink-stroke ct-${state}" cx="8" cy="8" r="5.4" pathLength="100" stroke-width="3.2" stroke-dasharray="${round(shown)} ${round(100 - shown)}" stroke-dashoffset="${round(-at - gap / 2)}" transform="rotate(-90 8 8)"/>`;
      at += length;
      return segment;
    })
    .join("");
}

const round = (n: number): number => Math.round(n * 100) / 100;
