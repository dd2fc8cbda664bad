// Which ends of a worker's brief electrons its dispatcher has heard: in a frame, or from the file before that came.

import { closeSync, openSync, rmSync } from "node:fs";
import { type Batch, readKept } from "./brief-ends.ts";

export class EndsHeard {
  readonly #path: string;
  #file: number | undefined;
  #batch = 0;
  #heard = 0;

  /** @param path see `endsPath` */
  constructor(path: string) {
    this.#path = path;
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
    // In order: a batch that is in the file no more is on its way, and those after it come later.
    for (let number = Math.max(1, this.#batch); ; number++) {
      const batch = readKept(file, number);
      if (batch === undefined) return news;
      news.push(...this.news(batch));
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
