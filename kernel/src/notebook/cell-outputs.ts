// What a kernel publishes, kept as a notebook keeps it: in the cells, with displays updated in place.

import type { Dictionary, Output } from "covalent-ts/jupyter";
import type { CodeCell, NotebookOutput } from "./format.ts";

type Displayed = Extract<NotebookOutput, { data: Dictionary }>;

/** The outputs of one notebook, while it runs. */
export class CellOutputs {
  /** Each display id can be shown in several places. */
  readonly #displays = new Map<string, Displayed[]>();
  /** Cells that are emptied by their next output. */
  readonly #clearing = new Set<CodeCell>();

  /** @param cell The cell that the message's parent is. */
  apply(cell: CodeCell, output: Output): void {
    switch (output.type) {
      case "status":
        return;
      case "execute_input":
        cell.execution_count = output.execution_count;
        return;
      case "clear_output":
        if (output.wait) this.#clearing.add(cell);
        else cell.outputs = [];
        return;
      case "update_display_data":
        this.#update(output.transient.display_id, output);
        return;
      case "stream":
        this.#stream(cell, output.name, output.text);
        return;
      case "display_data":
        this.#show(cell, output, { output_type: "display_data", data: output.data, metadata: output.metadata });
        return;
      case "execute_result": {
        const { data, metadata, execution_count } = output;
        this.#show(cell, output, { output_type: "execute_result", data, metadata, execution_count });
        return;
      }
      case "error": {
        const { ename, evalue, traceback } = output;
        this.#add(cell, { output_type: "error", ename, evalue, traceback });
      }
    }
  }

  #add(cell: CodeCell, output: NotebookOutput): void {
    if (this.#clearing.delete(cell)) cell.outputs = [];
    cell.outputs.push(output);
  }

  #show(cell: CodeCell, { transient }: { transient: { display_id?: string | undefined } }, shown: Displayed): void {
    this.#add(cell, shown);
    const id = transient.display_id;
    if (id === undefined) return;
    this.#update(id, shown);
    this.#displays.set(id, [...(this.#displays.get(id) ?? []), shown]);
  }

  #update(id: string | undefined, { data, metadata }: { data: Dictionary; metadata: Dictionary }): void {
    for (const shown of this.#displays.get(id ?? "") ?? []) Object.assign(shown, { data, metadata });
  }

  #stream(cell: CodeCell, name: string, text: string): void {
    const last = cell.outputs.at(-1);
    if (!this.#clearing.has(cell) && last?.output_type === "stream" && last.name === name) last.text += text;
    else this.#add(cell, { output_type: "stream", name, text });
  }
}
