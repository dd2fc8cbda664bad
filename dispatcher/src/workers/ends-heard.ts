// Which ends of a worker's brief electrons its dispatcher has heard: in a frame, or from the file before that came.

import { closeSync, openSync, rmSync } from "node:fs";
import { type Batch, readKept } from "./brief-ends.ts";

export class EndsHeard {
  readonly #path: string;
  readonly #read: typeof readKept;
  #file: number | undefined;
  #batch = 0;
  #heard = 0;

  /** @param path see `endsPath` */
  constructor(path: string, read = readKept) {
    this.#path = path;
    this.#read = read;
  }

  /** Those of the batch that are news. */
  news({ number, records }: Batch): Uint8Array[] {
    if (number < this.#batch) return [];
    const from = number === this.#batch ? this.#heard : 0;
    this.#batch = number;
    this.#heard = Math.max(from, records.length);
    return records.slice(from);
  }

  /** Those that the worker has kept together until now, or that are on their way, or were when it ended. */
  unsent(): Uint8Array[] {
    const news: Uint8Array[] = [];
    const file = this.#open();
    if (file === undefined) return news;
    const take = (number: number): boolean => {
      const batch = this.#read(file, number);
      if (batch !== undefined) news.push(...this.news(batch));
      return batch !== undefined;
    };
    for (let number = Math.max(1, this.#batch); take(number); number++) {
      if (this.#read(file, number + 1) === undefined) break;
      // Now that there is another it is complete. One that has been written over since is on its way.
      if (!take(number)) break;
    }
    return news;
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
