// Which request each run of a cell belongs to, for whatever the run brings, however late.

import type { Incoming } from "./sockets.ts";

export interface RunOwner {
  incoming: Incoming;
  count: number;
  /** Nothing of it is published. */
  silent: boolean;
}

/** Runs whose late output still finds its cell. */
const remembered = 10_000;

export class Runs {
  readonly #owners = new Map<number, RunOwner & { pending: Set<Promise<void>> }>();
  #last = 0;

  add(owner: RunOwner): number {
    this.#last += 1;
    this.#owners.set(this.#last, { ...owner, pending: new Set() });
    this.#owners.delete(this.#last - remembered);
    return this.#last;
  }

  /** The newest one for output that no run is known for. */
  ownerOf(run: number = this.#last): RunOwner | undefined {
    return this.#owners.get(run);
  }

  /** The run's cell is not over before this is. */
  holdUp(run: number, work: Promise<void>): void {
    const pending = this.#owners.get(run)?.pending;
    pending?.add(work);
    work.finally(() => pending?.delete(work)).catch(() => {});
  }

  async settled(run: number): Promise<void> {
    await Promise.allSettled(this.#owners.get(run)?.pending ?? []);
  }
}
