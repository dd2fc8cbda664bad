// How often something happened in the last seconds. Counting costs an addition; nothing runs while nobody asks.

/** Over how much time, in milliseconds. Counts are kept for each tenth of it. */
export const rateWindow = 10_000;
const parts = 10;
const part = rateWindow / parts;

export interface Rate {
  count(times?: number): void;
  /** Times per second over the last ten seconds, or since the start if that is less. */
  perSecond(): number;
}

/** @param clock in milliseconds */
export function openRate(clock: () => number): Rate {
  const opened = clock();
  const counts = new Float64Array(parts);
  let latest = Math.floor(opened / part);

  /** Empties what is older than the window. A clock that was set back counts in the latest part. */
  function turn(): void {
    const now = Math.floor(clock() / part);
    const passed = Math.min(Math.max(0, now - latest), parts);
    for (let step = 1; step <= passed; step += 1) counts[(latest + step) % parts] = 0;
    if (passed === parts) counts.fill(0);
    latest = Math.max(latest, now);
  }

  return {
    count(times = 1) {
      turn();
      const index = latest % parts;
      counts[index] = (counts[index] ?? 0) + times;
    },
    perSecond() {
      turn();
      // The latest part has only begun: the window ends now, and is that much shorter than all parts.
      const begun = Math.max(0, clock() - latest * part);
      const span = Math.min(rateWindow - part + begun, Math.max(clock() - opened, 1));
      const total = counts.reduce((sum, count) => sum + count, 0);
      return (total * 1_000) / Math.max(span, part);
    },
  };
}
