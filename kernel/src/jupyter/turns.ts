// Cells wait for their turn; an error drops those that wait already.

/** `aborted`: an earlier cell failed while this one waited. */
type Work = (aborted: boolean) => Promise<void>;

export class Turns {
  #waiting: { work: Work; aborted: boolean }[] = [];
  #running: Promise<void> | undefined;

  add(work: Work): void {
    this.#waiting.push({ work, aborted: false });
    this.#running ??= this.#run();
  }

  abortWaiting(): void {
    for (const one of this.#waiting) one.aborted = true;
  }

  async #run(): Promise<void> {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      await next.work(next.aborted);
    }
    this.#running = undefined;
  }
}
