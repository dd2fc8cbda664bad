// The one timer of the engine: set anew whenever it asks to be woken earlier.

export interface Alarm extends Disposable {
  /** Rings at that time of the clock, and no more at the one that was set before. */
  set(at: number): void;
}

/** Node takes no longer ones, in milliseconds. */
const longestTimer = 2 ** 31 - 1;

export function openAlarm(clock: () => number, ring: (now: number) => void): Alarm {
  let timer: NodeJS.Timeout | undefined;
  function set(at: number): void {
    clearTimeout(timer);
    timer = setTimeout(
      () => {
        const now = clock();
        // A timer may be early, by what clocks differ or because it could not be set for longer.
        if (now < at) set(at);
        else ring(now);
      },
      Math.min(longestTimer, Math.max(0, Math.ceil(at - clock()))),
    );
  }
  return { set, [Symbol.dispose]: () => clearTimeout(timer) };
}
