// The errors of all cells of a notebook at once, as an editor shows them before anything runs.

import type { DiagnosticReport } from "./answers.ts";
import { type Diagnostic, diagnosticsOf } from "./diagnostics.ts";
import { Scope } from "./scope.ts";

/** Asks the type checker about one module, for which it has to know these. */
export type Ask = (module: string, needed: ReadonlySet<string>) => Promise<DiagnosticReport | undefined>;

/** The cells in their order in the notebook. Of those that are as they were, with all above them, nothing is asked again. */
export class Outline {
  #cells: readonly string[] = [];
  #known: Diagnostic[][] = [];
  #scope = new Scope("outline", "all");

  /** The modules of the cells that it was asked about last. */
  get scope(): Scope {
    return this.#scope;
  }

  /** One call at a time. A cell on which there is no answer has no errors, and is asked about again. */
  async diagnose(cells: readonly string[], ask: Ask): Promise<Diagnostic[][]> {
    const changed = cells.findIndex((code, index) => code !== this.#cells[index]);
    const known = this.#known.slice(0, changed === -1 ? cells.length : changed);
    const scope = new Scope("outline", "all");
    const cellsInScope = cells.map((code, index) => {
      const [names, needed] = [scope.namesFor(code), scope.usedBy(code)];
      const module = scope.accept(code, index + 1);
      return { code, names, module, needed: needed.add(module) };
    });
    this.#scope = scope;

    const found = [...known];
    for (const { code, names, module, needed } of cellsInScope.slice(known.length)) {
      const report = await ask(module, needed);
      const diagnostics =
        report === undefined
          ? []
          : diagnosticsOf(code, report, { names, readable: (message) => scope.readable(message) });
      found.push(diagnostics);
      if (report !== undefined && known.length === found.length - 1) known.push(diagnostics);
    }
    [this.#cells, this.#known] = [cells, known];
    return found;
  }
}
