// Hands on the newest of many values, not faster than somebody can look.

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
 * The first value is sent at once; of those that come while it is too early, the last one. No more than a tenth of the
 * time is spent in `send`, so that a big graph is drawn less often.
 */
export class Pace<T> {
  readonly #send: (value: T) => Promise<void>;
  readonly #clock: Clock;
  #busy = false;
  #next: { value: T } | undefined;

  constructor(send: (value: T) => Promise<void>, clock: Clock = systemClock) {
    this.#send = send;
    this.#clock = clock;
  }

  offer(value: T): void {
    this.#next = { value };
    if (!this.#busy) void this.#go();
  }

  async #go(): Promise<void> {
    const next = this.#next;
    this.#next = undefined;
    this.#busy = next !== undefined;
    if (next === undefined) return;
    const start = this.#clock.now();
    await this.#send(next.value);
    const spent = this.#clock.now() - start;
    this.#clock.after(Math.max(period, 9 * spent), () => void this.#go());
  }
}
