// Which ends of a worker's brief electrons its dispatcher has heard: in a frame, or from the file before that came.

import { closeSync, openSync, rmSync } from "node:fs";
import { type Batch, readKept } from "./brief-ends.ts";

export class EndsHeard {
  readonly #path: string;
  readonly #read: typeof readKept;
  #file: number | undefined;
  /** The latest batch that was heard to its end. */
  #batch = 0;
  /** How much was heard of the one after it. */
  #heard = 0;

  /** @param path see `endsIn` */
  constructor(path: string, read = readKept) {
    this.#path = path;
    this.#read = read;
  }

  /** What is news in a frame, which is a whole batch. */
  news({ number, records }: Batch): Uint8Array[] {
    if (number <= this.#batch) return [];
    const from = number === this.#batch + 1 ? this.#heard : 0;
    this.#batch = number;
    this.#heard = 0;
    return records.slice(from);
  }

  /** Those that the worker has kept together until now, or that are on their way, or were when it ended. */
  unsent(): Uint8Array[] {
    const news: Uint8Array[] = [];
    const file = this.#open();
    if (file === undefined) return news;
    for (;;) {
      const number = this.#batch + 1;
      const batch = this.#read(file, number);
      // It is not begun, or on its way, and then comes before what is there.
      if (batch === undefined) return news;
      news.push(...batch.records.slice(this.#heard));
      this.#heard = Math.max(this.#heard, batch.records.length);
      if (this.#read(file, number + 1) === undefined) return news;
      // Now that there is another it is whole. One that has been written over since is on its way.
      const whole = this.#read(file, number);
      if (whole === undefined) return news;
      news.push(...this.news(whole));
    }
  }

  #open(): number | undefined {
    try {
      this.#file ??= openSync(this.#path, "r");
    } catch {
      // A worker that never ran a brief electron has none.
    }
    return this.#file;
  }

  remove(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    rmSync(this.#path, { force: true });
  }
}
