// The errors of all cells of a notebook at once, as an editor shows them before anything runs.

import type { DiagnosticReport } from "./answers.ts";
import { type Diagnostic, diagnosticsOf } from "./diagnostics.ts";
import { type Names, Scope } from "./scope.ts";

/** Cells in their order in the notebook. What did not change since the last look, nor anything above it, is not asked again. */
export class Outline {
  #cells: { code: string; module: string; names: Names }[] = [];
  #known: Diagnostic[][] = [];
  #scope = new Scope("outline", "all");

  /** Takes the cells as they are now. */
  read(cells: readonly string[]): void {
    const changed = cells.findIndex((code, index) => code !== this.#cells[index]?.code);
    this.#known.length = Math.min(this.#known.length, changed === -1 ? cells.length : changed);
    this.#scope = new Scope("outline", "all");
    this.#cells = cells.map((code, index) => {
      const names = this.#scope.names();
      return { code, module: this.#scope.accept(code, index + 1), names };
    });
  }

  get scope(): Scope {
    return this.#scope;
  }

  /** Asks about each cell that is not known yet. */
  async diagnose(
    ask: (module: string) => Promise<DiagnosticReport>,
    readable: (message: string) => string,
  ): Promise<Diagnostic[][]> {
    for (const { code, module, names } of this.#cells.slice(this.#known.length)) {
      this.#known.push(diagnosticsOf(code, await ask(module), { names, readable }));
    }
    return [...this.#known];
  }
}
