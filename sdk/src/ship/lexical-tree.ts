// Lays captured functions out again as they stood: each scope becomes a block of generated code, nested in the one around it.
//
// Two closures of one scope share a block, so a counter that both of them change stays one counter; functions find each other,
// and themselves, by name; nothing is looked up at a call that would not be looked up in the author's own file.
//
// A block is a generator: it defines its functions, then takes the value of one variable after another, as they are read. So a
// variable that no function assigns can be a `const` even where its value is made of those functions, and V8 treats it as the
// constant it is: with `let`, a tiny function would be called several times slower than at home.

import type { Place } from "../protocol/place.ts";
import { applyEdits } from "./edits.ts";
import type { FunctionText } from "./function-text.ts";
import { namesFor, runtime } from "./runtime-names.ts";

/** Says which place in an author's text a position of the generated code shows. Positions count from 0. */
export interface Segment {
  line: number;
  column: number;
  place: Place;
}

export interface PrintedCode {
  code: string;
  segments: Segment[];
}

interface Block {
  parent: number;
  /** In the order in which their values come. */
  names: Set<string>;
  functions: Definition[];
}
interface Definition {
  index: number;
  text: FunctionText;
  strict: boolean;
  /** What `import(...)` and `import.meta` in it refer to. */
  file: string;
  /** The author's place of an index in its text. */
  placeAt: (index: number) => Place;
}

/** The block that has no parent: names that an author put on the global object. */
export const outermost = 0;

export class LexicalTree {
  readonly #blocks: Block[] = [{ parent: -1, names: new Set(), functions: [] }];
  #definitions = 0;

  /** A new block inside `parent`. */
  block(parent: number): number {
    return this.#blocks.push({ parent, names: new Set(), functions: [] }) - 1;
  }

  parentOf(block: number): number {
    return this.#blocks[block]?.parent ?? -1;
  }

  /** Declares a variable; true if it was not there yet. */
  declare(block: number, name: string): boolean {
    const names = this.#blocks[block]?.names;
    if (!names || names.has(name)) return false;
    names.add(name);
    return true;
  }

  /** Puts a function into a block, and gives the number by which it is defined. */
  define(block: number, definition: Omit<Definition, "index">): number {
    const index = this.#definitions++;
    this.#blocks[block]?.functions.push({ ...definition, index });
    return index;
  }

  /** The code, and where its pieces come from. */
  print(): PrintedCode {
    const page = new Page();
    page.write(`(function (${runtime}) {\n`);
    this.#printBlock(outermost, page);
    page.write("})");
    return { code: page.text, segments: page.segments };
  }

  #printBlock(number: number, page: Page): void {
    const block = this.#blocks[number];
    if (!block) return;
    page.write(`${namesFor.block}(${number}, function* () {\n`);
    for (const definition of block.functions) printFunction(definition, page);
    this.#blocks.forEach((child, at) => {
      if (child.parent === number) this.#printBlock(at, page);
    });
    for (const name of block.names)
      page.write(`${this.#isAssigned(name, number) ? "let" : "const"} ${name} = yield;\n`);
    page.write("});\n");
  }

  /** Whether a function in the block, or further in, assigns the variable; one that evaluates text might. */
  #isAssigned(name: string, number: number): boolean {
    if (this.#blocks[number]?.functions.some(({ text }) => text.assigned === "any" || text.assigned.has(name)))
      return true;
    return this.#blocks.some(({ parent }, child) => parent === number && this.#isAssigned(name, child));
  }
}

function printFunction({ index, text, strict, file, placeAt }: Definition, page: Page): void {
  const importer = text.edits.some((it) => it.text === namesFor.importCall || it.text === namesFor.importMeta);
  const [before, after] = text.form === "member" ? [`${namesFor.member}({`, "\n})"] : ["(", "\n)"];
  page.write(`${namesFor.functions}[${index}] = `);
  if (importer) page.write(`((${namesFor.script}) => `);
  page.write(strict && !text.strict ? 'function () { "use strict"; return ' : "() => ");
  page.write(before);
  for (const piece of applyEdits(text.source, text.edits)) {
    if (piece.from === undefined) page.write(piece.text);
    else page.writeFrom(piece.text, piece.from, placeAt);
  }
  page.write(after);
  if (strict && !text.strict) page.write("; }");
  if (importer) page.write(`)(${JSON.stringify(file)})`);
  page.write(";\n");
}

/** Text that grows, and remembers which parts of it are somebody else's words. */
class Page {
  text = "";
  readonly segments: Segment[] = [];
  #line = 0;
  #column = 0;

  write(text: string): void {
    this.text += text;
    const last = text.lastIndexOf("\n");
    this.#column = last < 0 ? this.#column + text.length : text.length - last - 1;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.#line += 1;
  }

  /** Writes an author's words; `from` is the index of the first of them. */
  writeFrom(text: string, from: number, placeAt: (index: number) => Place): void {
    for (let at = 0; at < text.length; ) {
      const start = at;
      at = text.indexOf("\n", start) + 1 || text.length;
      const line = text.slice(start, at);
      this.#remember(line, (column) => placeAt(from + start + column));
      this.write(line);
    }
  }

  /** A segment where the line starts, and one at each word that is not where the last segment has it. */
  #remember(line: string, placeAt: (column: number) => Place): void {
    let last = { column: 0, place: placeAt(0) };
    this.segments.push({ line: this.#line, column: this.#column, place: last.place });
    // Only what a kernel has rewritten is not in step with its author's text.
    if (last.place.cell === undefined) return;
    for (const { index } of line.matchAll(/[\p{ID_Continue}$]+|\S/gu)) {
      const place = placeAt(index);
      if (place.line === last.place.line && place.column - last.place.column === index - last.column) continue;
      last = { column: index, place };
      this.segments.push({ line: this.#line, column: this.#column + index, place });
    }
  }
}
