// What an author wrote for a function: V8's text of it has no types, and a kernel has rewritten more of it.

import { readFileSync } from "node:fs";
import { host } from "../host.ts";
import type { Script } from "./scripts.ts";

/** A line and column of a script, counted from 0. */
export interface Position {
  line: number;
  column: number;
}

/**
 * The author's text of what V8 holds as `held`, and which starts at a position of the script. Undefined where it cannot be
 * told: for received code, and for files that have changed since they were loaded.
 */
export function authoredText(script: Script, start: Position, held: string): string | undefined {
  const from = authoredFrom(script, start, held, 0);
  if (from === undefined || script.file !== undefined) return from?.slice(0, held.length);
  const length = lengthInCell(script, start, held, from);
  return length === undefined ? undefined : from.slice(0, length);
}

/** All that the author wrote from an index of `held` on, which goes on behind the end of that. */
export function authoredFrom(script: Script, start: Position, held: string, index: number): string | undefined {
  if (script.file !== undefined) {
    const authored = fileText(script)?.slice(indexOf(script.text, start.line, start.column));
    return authored !== undefined && isBlanked(held, authored) ? authored.slice(index) : undefined;
  }
  const text = host().textOf?.(script.name);
  return text?.slice(originIn(text, script, after(start, held, index)));
}

const fileTexts = new WeakMap<Script, string>();

/** Read once, as soon as possible after the script was loaded: later it might say something else. */
function fileText(script: Script): string | undefined {
  try {
    const text = fileTexts.get(script) ?? readFileSync(script.file ?? "", "utf8");
    fileTexts.set(script, text);
    return text;
  } catch {
    return undefined;
  }
}

/** Whether the second text begins as the first one, of which some is blanked. */
function isBlanked(held: string, authored: string): boolean {
  for (let at = 0; at < held.length; at += 1) {
    if (held[at] !== authored[at] && held[at] !== " ") return false;
  }
  return held.length <= authored.length;
}

/** A compiled enum leaves no map of each letter in its cell, so where a name ends may be unknown; brackets are always there. */
function lengthInCell(script: Script, start: Position, held: string, from: string): number | undefined {
  const text = host().textOf?.(script.name) ?? "";
  const origin = (index: number) => originIn(text, script, after(start, held, index)) - (text.length - from.length);
  const last = origin(held.length - 1);
  const isSure = /[)\]}]$/.test(held) || origin(held.length - 2) === last - 1;
  return isSure && from[last] === held.at(-1) ? last + 1 : undefined;
}

/** The index in a cell's text of a position in its script. */
function originIn(text: string, { name }: Script, { line, column }: Position): number {
  const at = host().originOf?.(name, line + 1, column + 1) ?? { line: line + 1, column: column + 1 };
  return indexOf(text, at.line - 1, at.column - 1);
}

function after({ line, column }: Position, text: string, index: number): Position {
  const before = text.slice(0, index).split("\n");
  const last = before.at(-1)?.length ?? 0;
  return { line: line + before.length - 1, column: before.length === 1 ? column + last : last };
}

/** The index of a line and column, both counted from 0. */
export function indexOf(text: string, line: number, column: number): number {
  let start = 0;
  for (let n = 0; n < line; n += 1) start = text.indexOf("\n", start) + 1;
  return start + column;
}
