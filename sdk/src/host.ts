// What a front end that runs user code (our kernel, say) tells the SDK, and wants to hear from it. It sits on `globalThis`
// under a registered symbol, so that it works when user code loads a copy of the SDK of its own.

const key = Symbol.for("covalent-ts.host");

export interface Host {
  /** Absolute path of the notebook, if it is known. */
  notebook?: string;
  /** Cells are scripts named by this; it says which cell (execution count) a script is, or undefined for any other script. */
  cellOf?(scriptName: string): number | undefined;
  /** Where a position in a cell's script is in the text that its author wrote: kernels rewrite cells before they run. Counts from 1. */
  originOf?(scriptName: string, line: number, column: number): { line: number; column: number };
  /** What the author of a cell wrote, types included; undefined for any other script. */
  textOf?(scriptName: string): string | undefined;
  /** Told about each dispatch, right after the dispatcher of `directory` took it: the kernel shows its graph under the cell. */
  dispatched?(dispatch: string, lattice: string, directory: string): void;
  /** Where an import of a cell came from: the kernel remembers each namespace that it handed to a cell. */
  importedFrom?(namespace: object): { specifier: string; directory: string } | undefined;
  /** Module of a namespace's export, by identity of the value, for destructured imports. */
  exportedFrom?(value: object): { specifier: string; directory: string; name: string } | undefined;
}

/** Names that a kernel puts on `globalThis` for its cells, whose scripts have neither `import()` nor `import.meta`. */
export const cellGlobals = { import: "__covalentImport", meta: "__covalentMeta" } as const;

const place = globalThis as { [key]?: Host };

/** The host of this process; an empty one where there is none. */
export const host = (): Host => place[key] ?? {};

/** Called once by whoever runs user code, before any of it. */
export function becomeHost(it: Host): void {
  place[key] = it;
}
