// What V8 runs in a cell's stead, and how lines of the two lead to each other.

import type { SourceMap } from "node:module";
import { originOf, readMap } from "../cell/origin.ts";
import { strictness } from "../cell/prepare.ts";
import { breakableLine } from "./breakable.ts";

export interface CellScript {
  /** V8's name of it. */
  name: string;
  /** The execution count, for people. */
  count: number;
  /** As its author wrote it. */
  text: string;
  /** JavaScript, as `prepareCell` makes it, and its maps. */
  code: string;
  maps: readonly string[];
  /** What the cell declares at its top level. */
  declares: readonly string[];
}

/** Runs that can be stopped in; an older one of the same cell is seldom still called. */
const remembered = 1_000;

export class CellScripts {
  readonly #byName = new Map<string, CellScript>();

  add(script: CellScript): void {
    this.#byName.set(script.name, script);
    const [oldest] = this.#byName.keys();
    if (this.#byName.size > remembered && oldest !== undefined) this.#byName.delete(oldest);
  }

  get(name: string): CellScript | undefined {
    return this.#byName.get(name);
  }

  all(): Iterable<CellScript> {
    return this.#byName.values();
  }

  /** The process that ran them is gone. */
  forget(): void {
    this.#byName.clear();
  }
}

/** Counts from 1, in the author's text. */
export interface Position {
  line: number;
  column: number;
}

/** Of a place in the script, which counts from 0 as V8 does; undefined behind the end of the text. */
export function positionIn(
  script: CellScript,
  place: { lineNumber: number; columnNumber: number },
): Position | undefined {
  if (place.lineNumber >= linesOf(script.code)) return undefined;
  return originOf(mapsOf(script), { line: place.lineNumber + 1, column: place.columnNumber + 1 });
}

/** A place in the script, as V8 counts, and the line of the text that it stands for. */
export interface CodeStop {
  lineNumber: number;
  columnNumber: number;
  line: number;
}

/** Where the script can be stopped at or after a line of the text. */
export function stopIn(script: CellScript, line: number): CodeStop | undefined {
  const generated = breakableLine(script.code, generatedLine(script, line));
  if (generated === undefined) return undefined;
  const columnNumber = generated === 1 ? strictness.length : 0;
  return { lineNumber: generated - 1, columnNumber, line: Math.max(line, originLine(script, generated)) };
}

/** Only an enum and its like move lines: a single map says that there was none. */
function generatedLine(script: CellScript, line: number): number {
  if (script.maps.length < 2) return line;
  const lines = Array.from({ length: linesOf(script.code) }, (_, at) => at + 1);
  return lines.find((generated) => originLine(script, generated) >= line) ?? lines.length;
}

function originLine(script: CellScript, generated: number): number {
  if (script.maps.length < 2) return generated;
  const text = script.code.split("\n")[generated - 1] ?? "";
  return originOf(mapsOf(script), { line: generated, column: text.length - text.trimStart().length + 1 }).line;
}

const linesOf = (code: string): number => code.split("\n").length;

const read = new WeakMap<CellScript, SourceMap[]>();

function mapsOf(script: CellScript): SourceMap[] {
  const known = read.get(script) ?? script.maps.map(readMap);
  read.set(script, known);
  return known;
}
