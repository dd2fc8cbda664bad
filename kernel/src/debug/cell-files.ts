// Cells as files: the name by which a front end and the debugger speak of a cell's text.

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { murmur2 } from "./murmur2.ts";

/** The same as IPython's, for no reason but that some number it must be. */
const seed = 0xc70f6907;
const suffix = ".ts";

export class CellFiles implements Disposable {
  readonly #folder = join(tmpdir(), `covalent-kernel-${process.pid}`);
  readonly #texts = new Map<string, string>();

  /** What a front end needs to find the names by itself: fields of `debugInfo`. */
  get naming() {
    return { hashMethod: "Murmur2", hashSeed: seed, tmpFilePrefix: this.#folder + sep, tmpFileSuffix: suffix };
  }

  pathOf(text: string): string {
    const path = `${this.#folder}${sep}${murmur2(text, seed)}${suffix}`;
    this.#texts.set(path, text);
    return path;
  }

  textOf(path: string): string | undefined {
    return this.#texts.get(path);
  }

  /** Writes the file that `pathOf` names, for whoever opens it. */
  dump(text: string): string {
    const path = this.pathOf(text);
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
