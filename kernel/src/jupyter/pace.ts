// Hands on values one after the other, not faster than somebody can look.

export interface Clock {
  /** Milliseconds, from any start. */
  now(): number;
  after(milliseconds: number, run: () => void): void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after: (milliseconds, run) => void setTimeout(run, milliseconds),
};

/** Milliseconds between two values at least. */
const period = 100;

/**
 * Sends what there is to take: the first at once, each next one when it is time. No more than a tenth of the time is spent
 * in `send`, so that a big graph is drawn less often.
 */
export class Pace<T> {
  readonly #take: () => T | undefined;
  readonly #send: (value: T) => Promise<void>;
  readonly #clock: Clock;
  #busy = false;

  constructor(take: () => T | undefined, send: (value: T) => Promise<void>, clock: Clock = systemClock) {
    this.#take = take;
    this.#send = send;
    this.#clock = clock;
  }

  /** There is something to take. */
  nudge(): void {
    if (!this.#busy) void this.#go();
  }

  async #go(): Promise<void> {
    const next = this.#take();
    this.#busy = next !== undefined;
    if (next === undefined) return;
    const start = this.#clock.now();
    await this.#send(next);
    const spent = this.#clock.now() - start;
    this.#clock.after(Math.max(period, 9 * spent), () => void this.#go());
  }
}
