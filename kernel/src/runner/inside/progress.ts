// The global `progress`: goes through values, and shows how far it is, in one place.

import { display } from "./display/display.ts";
import { escapeHtml, styled } from "./display/html.ts";
import { sayDuration } from "./timing.ts";

export interface ProgressOptions {
  /** How many there will be. @defaultValue the length or size of what is gone through, if it has one */
  total?: number;
  label?: string;
}

/** Milliseconds between two drawings at least. */
const period = 100;
const barWidth = 30;

/** Goes through the same values: `for await (const row of progress(rows))`. Values that come with `await` may be gone through too. */
export async function* progress<T>(
  values: Iterable<T> | AsyncIterable<T>,
  { total = sizeOf(values), label = "" }: ProgressOptions = {},
): AsyncGenerator<T, void, undefined> {
  const start = performance.now();
  const drawing = (done: number, ended: boolean) =>
    draw({ done, total, label, ended, took: performance.now() - start });
  const shown = display(drawing(0, false));
  let done = 0;
  let drawnAt = start;
  try {
    for await (const value of values) {
      yield value;
      done += 1;
      if (performance.now() - drawnAt < period) continue;
      drawnAt = performance.now();
      shown.update(drawing(done, false));
      // Otherwise a loop without a single wait is never interrupted gently, and no timer of the cell runs.
      await new Promise(setImmediate);
    }
  } finally {
    shown.update(drawing(done, true));
  }
}

function sizeOf(values: object): number | undefined {
  if ("length" in values && typeof values.length === "number") return values.length;
  return "size" in values && typeof values.size === "number" ? values.size : undefined;
}

interface State {
  done: number;
  total: number | undefined;
  label: string;
  took: number;
  ended: boolean;
}

function draw({ done, total, label, took, ended }: State) {
  const share = total === undefined ? undefined : total === 0 ? 1 : Math.min(1, done / total);
  const left = share === undefined || share === 0 || ended ? "" : `, ${sayDuration((took / share) * (1 - share))} left`;
  const counted = `${done}${total === undefined ? "" : `/${total}`} in ${sayDuration(took)}${left}`;
  const filled = Math.round((share ?? 0) * barWidth);
  const bar = share === undefined ? "" : `[${"#".repeat(filled)}${".".repeat(barWidth - filled)}] `;
  const value = share === undefined ? (ended ? ' value="1"' : "") : ` value="${share}"`;
  const bundle = {
    "text/html": styled(
      "progress",
      `${escapeHtml(label)} <progress max="1"${value}></progress> ${escapeHtml(counted)}`.trim(),
    ),
    "text/plain": `${label} ${bar}${counted}`.trim(),
  };
  return { [Symbol.for("Jupyter.display")]: () => bundle };
}
