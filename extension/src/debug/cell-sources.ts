// Cells as sources of a debugger: the kernel knows a cell by a path made from its text, VS Code by the address of its document.

import type { Source } from "./messages.ts";

export class CellSources {
  readonly #cells = new Map<string, string>();
  readonly #unknown: string[] = [];
  #prefix: string | undefined;

  /** What the kernel's paths of cells begin with. */
  expect(prefix: string): void {
    this.#prefix = prefix;
  }

  /** The first of two cells with the same text keeps the path. */
  add(path: string, cell: string): void {
    if (!this.#cells.has(path)) this.#cells.set(path, cell);
  }

  /** A source of the kernel's as VS Code finds it: a cell, a file, or a text that only the kernel still has. */
  shown(source: Source): Source {
    const { path } = source;
    if (path === undefined) return source;
    const cell = this.#cells.get(path);
    if (cell !== undefined) return { ...source, path: cell };
    if (this.#prefix === undefined || !path.startsWith(this.#prefix)) return source;
    // A cell that was changed, or deleted, since it ran.
    if (!this.#unknown.includes(path)) this.#unknown.push(path);
    return { ...source, sourceReference: this.#unknown.indexOf(path) + 1 };
  }

  /** The kernel's path of a text that `shown` gave a number. */
  pathOf({ path, sourceReference = 0 }: Source): string | undefined {
    return this.#unknown[sourceReference - 1] ?? path;
  }
}
