// The dispatches that a notebook shows: how far they are, told by the graphs in its outputs.

import type { Output } from "covalent-ts/jupyter";
import { isSettled, LatticeDocument, latticeMime } from "covalent-ts/protocol";

/** Something to tell whoever watches a notebook run. */
export type DispatchNews =
  | { type: "dispatched"; dispatch: string; lattice: string }
  | {
      type: "electron";
      dispatch: string;
      name: string;
      id: number;
      state: string;
      milliseconds: number | null;
      error: string | null;
    }
  | { type: "settled"; dispatch: string; lattice: string; state: string };

export class Dispatches {
  readonly #documents = new Map<string, LatticeDocument>();
  readonly #tell: (news: DispatchNews) => void;
  #allSettled = Promise.withResolvers<void>();

  constructor(tell: (news: DispatchNews) => void) {
    this.#tell = tell;
  }

  see(output: Output): void {
    if (output.type !== "display_data" && output.type !== "update_display_data") return;
    const parsed = LatticeDocument.safeParse(output.data[latticeMime]);
    if (parsed.success) this.#take(parsed.data);
  }

  get running(): string[] {
    return [...this.#documents.values()].filter(({ state }) => !isSettled(state)).map(({ dispatch }) => dispatch);
  }

  /** Resolves when no dispatch that was seen so far runs any more. */
  async settled(): Promise<void> {
    while (this.running.length > 0) await this.#allSettled.promise;
  }

  #take(document: LatticeDocument): void {
    const { dispatch, lattice, state } = document;
    const before = this.#documents.get(dispatch);
    this.#documents.set(dispatch, document);
    if (before === undefined) this.#tell({ type: "dispatched", dispatch, lattice });
    const states = new Map(before?.electrons.map(({ id, state }) => [id, state]));
    for (const electron of document.electrons) {
      const { id, name, startedAt, endedAt, error } = electron;
      if (electron.state === (states.get(id) ?? "NEW_OBJECT")) continue;
      const milliseconds = startedAt === null || endedAt === null ? null : endedAt - startedAt;
      const said = error === null ? null : `${error.name}: ${error.message}`;
      this.#tell({ type: "electron", dispatch, name, id, state: electron.state, milliseconds, error: said });
    }
    if (!isSettled(state) || (before !== undefined && isSettled(before.state))) return;
    this.#tell({ type: "settled", dispatch, lattice, state });
    this.#allSettled.resolve();
    this.#allSettled = Promise.withResolvers();
  }
}
