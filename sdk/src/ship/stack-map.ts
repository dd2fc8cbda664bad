// Turns positions in generated code back into lines of the author's own text.

import { host } from "../host.ts";
import type { Place } from "../protocol/place.ts";
import type { Segment } from "./lexical-tree.ts";

/** Generated code is known to V8 by this and a hash. */
export const codeName = (hash: string): string => `covalent-ts:${hash.slice(0, 16)}`;

const mostRemembered = 10_000;
const remembered = new Map<string, Segment[]>();

/** Remembers where the pieces of some generated code come from; the latest word counts. */
export function rememberCode(name: string, segments: Segment[]): void {
  remembered.delete(name);
  remembered.set(name, segments);
  const [oldest] = remembered.keys();
  if (remembered.size > mostRemembered && oldest !== undefined) remembered.delete(oldest);
}

/** One line of a stack: what was called, and where. */
export interface Frame {
  /** As it was, but for the position. */
  before: string;
  script: string;
  line: number;
  column: number;
  after: string;
}

const frameForm = /^(?<before>\s+at (?:async )?(?:.*\()?)(?<script>[^()]*?):(?<line>\d+):(?<column>\d+)(?<after>\)?)$/;

export function readFrame(line: string): Frame | undefined {
  const found = frameForm.exec(line)?.groups;
  if (!found) return undefined;
  const { before = "", script = "", after = "" } = found;
  return { before, script, line: Number(found["line"]), column: Number(found["column"]), after };
}

/** The author's place of a position in a cell or in received code; undefined if it is in neither. */
export function placeOfFrame({ script, line, column }: Pick<Frame, "script" | "line" | "column">): Place | undefined {
  const { cellOf, notebook, originOf } = host();
  const cell = cellOf?.(script);
  if (cell !== undefined) {
    return { file: notebook ?? script, ...(originOf?.(script, line, column) ?? { line, column }), cell };
  }
  const segments = remembered.get(script);
  if (!segments) return undefined;
  const at = segments.findLast((it) => it.line === line - 1 && it.column <= column - 1);
  return at && { ...at.place, column: at.place.column + (column - 1 - at.column) };
}

/** "Cell [2]:4:11" or "/path/train.ts:4:11". */
export const sayFramePlace = ({ cell, file, line, column }: Place): string =>
  `${cell === undefined ? file : `Cell [${cell}]`}:${line}:${column}`;

/** A stack whose frames of received code, and of cells, say where in the author's text they are. */
export function mapStack(stack: string): string {
  if (!stack.includes("\n")) return stack;
  return stack
    .split("\n")
    .map((line) => {
      const frame = readFrame(line);
      const place = frame && placeOfFrame(frame);
      return place ? frame.before + sayFramePlace(place) + frame.after : line;
    })
    .join("\n");
}
