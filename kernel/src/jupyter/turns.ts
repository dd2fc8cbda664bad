// Cells wait for their turn; an error drops those that were sent before anybody was told of it.

/** `aborted`: an earlier cell failed while this one waited. */
type Work = (aborted: boolean) => Promise<void>;

/** Milliseconds that cells which were sent before an error may still be under way when it happens. */
const patience = 500;

export class Turns {
  #waiting: { work: Work; aborted: boolean }[] = [];
  #running: Promise<void> | undefined;
  /** When the last error was told. */
  #failedAt = Number.NEGATIVE_INFINITY;

  /** @param sentAt By the clock of who sent it, in milliseconds since 1970; NaN if they do not say. */
  add(sentAt: number, work: Work): void {
    const aborted = sentAt < this.#failedAt && Date.now() - this.#failedAt < patience;
    this.#waiting.push({ work, aborted });
    this.#running ??= this.#run();
  }

  /** Drops what waits, and what is still to come of a burst. */
  abort(): void {
    this.#failedAt = Date.now();
    for (const one of this.#waiting) one.aborted = true;
  }

  async #run(): Promise<void> {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      await next.work(next.aborted);
    }
    this.#running = undefined;
  }
}
