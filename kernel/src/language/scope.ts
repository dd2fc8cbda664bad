// Turns the cells that ran into modules, of which each sees the names of those before it as they were then.
//
// One module per cell, rather than all cells in one document: static imports stay legal, a redeclared name is a new name,
// a function keeps the types that it was written against, and a check reads one cell only (1 ms for an edit and 11 ms
// behind a new cell with 100 cells before it, where one document of nested blocks takes 9 ms for either and grows).

import { isObjectLiteral } from "../cell/object-literal.ts";
import { type Declarations, type DeclaredKind, declarationsOf, namesIn } from "./declarations.ts";

/** A name that a cell can use: which module exports it, and what it is there. */
export interface Visible {
  module: string;
  kind: DeclaredKind;
}
export type Names = ReadonlyMap<string, Visible>;

/** A cell as a TypeScript module. Its own text starts on the second line, so that lines are off by one and columns by none. */
export interface CellModule {
  /** File name, without folder. */
  name: string;
  text: string;
}

interface AcceptedCell extends CellModule {
  /** Modules that it imports from: they live as long as it does. */
  uses: Set<string>;
  executionCount: number;
}

/** The names that cells have declared so far. Holds nothing of the language server, so that one can be started anew from it. */
export class Scope {
  readonly #series: string;
  readonly #keeps: "all" | "used";
  #names = new Map<string, Visible>();
  #accepted = new Map<string, AcceptedCell>();
  #ordinal = 0;

  /**
   * @param series distinguishes the modules of this scope from those of another in the same folder
   * @param keeps which modules stay: all, or only those with a name that can still be used
   */
  constructor(series: string, keeps: "all" | "used") {
    this.#series = series;
    this.#keeps = keeps;
  }

  /** Adds a cell that ran: its names shadow those of earlier cells from now on. Returns its module's name. */
  accept(code: string, executionCount: number): string {
    this.#ordinal += 1;
    const name = `__notebook-${this.#series}-${this.#ordinal}__.mts`; // Never written to disk.
    const declared = declarationsOf(code);
    const used = this.#usedBy(code, declared);
    const exported = [...declared.keys()].join(", ");
    this.#accepted.set(name, {
      name,
      text: `${moduleText(used, code)}\nexport { ${exported} };`,
      uses: new Set(used.map(([, { module }]) => module)),
      executionCount,
    });
    for (const [declaredName, kind] of declared) this.#names.set(declaredName, { module: name, kind });
    if (this.#keeps === "used") this.#forget();
    return name;
  }

  /** The text of a module for a cell that has not run: with those names it mentions, or with all, so that they complete. */
  draft(code: string, names: "mentioned" | "all"): string {
    const declared = declarationsOf(code);
    const used = names === "mentioned" ? this.#usedBy(code, declared) : without(this.#names, declared);
    return moduleText(used, code);
  }

  /** The modules that there are, oldest first. */
  modules(): CellModule[] {
    return [...this.#accepted.values()];
  }

  /** The modules that this code uses, and those that they use. */
  usedBy(code: string): Set<string> {
    const used = this.#usedBy(code, declarationsOf(code));
    return this.#withUsed(used.map(([, { module }]) => module));
  }

  /** What a cell with this code takes from those before it, if it comes now; later ones do not change that. */
  namesFor(code: string): Names {
    return new Map(without(this.#names, declarationsOf(code)));
  }

  /** A message that says which cell a name is from, where it said which module. */
  readable(message: string): string {
    return message.replaceAll(moduleReference, (_, module: string, name: string) => {
      const count = this.executionCountOf(`${module}.mts`);
      return count === undefined ? name : `${name} of cell [${count}]`;
    });
  }

  /** Which run of a cell a module came from. */
  executionCountOf(module: string): number | undefined {
    return this.#accepted.get(module)?.executionCount;
  }

  #usedBy(code: string, declared: Declarations): [string, Visible][] {
    const mentioned = namesIn(code);
    return without(this.#names, declared).filter(([name]) => mentioned.has(name));
  }

  /** Drops modules whose names are all shadowed and which no other module imports: running a cell again must not pile up. */
  #forget(): void {
    const live = this.#withUsed([...this.#names.values()].map(({ module }) => module));
    for (const module of this.#accepted.keys()) if (!live.has(module)) this.#accepted.delete(module);
  }

  #withUsed(modules: Iterable<string>): Set<string> {
    const all = new Set(modules);
    // A set that grows while it is iterated hands out what was added.
    for (const module of all) for (const used of this.#accepted.get(module)?.uses ?? []) all.add(used);
    return all;
  }
}

const moduleReference = /import\("[^"]*?(__notebook-\w+__|__notebook-\w+-\d+__)(?:\.mts)?"\)\.([\w$]+)/g;

const without = (names: Names, declared: Declarations): [string, Visible][] =>
  [...names].filter(([name]) => !declared.has(name));

/** The cell's own text behind a first line of ours. */
function moduleText(names: [string, Visible][], code: string): string {
  const [open, close] = isObjectLiteral(code) ? ["(", "\n);"] : ["", ""];
  return `${importsOf(names)}${open}\n${code}${close}`;
}

/**
 * The names' declarations on one line. What may be assigned is declared anew with the same type, since an import may not
 * be assigned; all else is imported, which keeps its type side too.
 */
function importsOf(names: [string, Visible][]): string {
  const imported = new Map<string, string[]>();
  let assignable = "";
  for (const [name, { module, kind }] of names) {
    if (kind === "let") assignable += `declare let ${name}: typeof import("./${module}").${name}; `;
    else imported.set(module, [...(imported.get(module) ?? []), name]);
  }
  const imports = [...imported].map(([module, named]) => `import { ${named.join(", ")} } from "./${module}"; `);
  return imports.join("") + assignable;
}
