// An author's function as text: where it lies in its script, what it is called there, and its syntax tree.

import { type Node, type Function as ParsedFunction, parse } from "acorn";
import type { Place } from "../protocol/place.ts";
import { authoredFrom, authoredText, indexOf, type Position } from "../ship/authored-text.ts";
import { internalsOf } from "../ship/inspection.ts";
import { placeIn, type Script, scriptOf } from "../ship/scripts.ts";

/** A function's own text in the text of its script. */
export interface FunctionText {
  script: Script;
  /** Index in `script.text` at which the function begins. */
  start: number;
  /** The same as a line and column, counted from 0. */
  position: Position;
  /** The same in the author's own text. */
  place: Place;
}

const texts = new WeakMap<object, FunctionText | undefined>();
const parsed = new WeakMap<object, ParsedFunction | undefined>();

/** Where a function stands; undefined for native and bound functions, and those of installed packages. */
export function textOf(fn: CallableFunction): FunctionText | undefined {
  if (!texts.has(fn)) texts.set(fn, locate(fn));
  return texts.get(fn);
}

interface V8Location {
  scriptId: string;
  lineNumber: number;
  columnNumber: number;
}

function locate(fn: CallableFunction): FunctionText | undefined {
  const location = internalsOf(fn).internal.get("[[FunctionLocation]]")?.value?.value as V8Location | undefined;
  if (location === undefined) return undefined;
  const script = scriptOf(location.scriptId);
  // V8 points into the function, at its parameters; its text begins before that.
  const start = script.text.lastIndexOf(heldText(fn), indexOf(script.text, location.lineNumber, location.columnNumber));
  if (start < 0) return undefined;
  const before = script.text.slice(0, start).split("\n");
  const position = { line: before.length - 1, column: before.at(-1)?.length ?? 0 };
  return { script, start, position, place: placeIn(script, position.line, position.column) };
}

const heldText = (fn: CallableFunction): string => Function.prototype.toString.call(fn);

/**
 * What a nameless function is called by where it is defined: `train` for `const train = ct.electron((x) => ...)`, which gives
 * the arrow no name of its own.
 */
export function nameOf(fn: CallableFunction): string | undefined {
  if (fn.name !== "") return fn.name;
  if (!named.has(fn)) named.set(fn, nameInText(fn));
  return named.get(fn);
}

const named = new WeakMap<object, string | undefined>();

function nameInText(fn: CallableFunction): string | undefined {
  const text = textOf(fn);
  const before = text?.script.text.slice(Math.max(0, text.start - 1_000), text.start) ?? "";
  return /([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*[=:]\s*(?:[\w$.]+\s*\(\s*)*$/u.exec(before)?.[1];
}

/** The function's syntax tree, with positions counted from the beginning of its text; undefined for a native function. */
export function parseFunction(fn: CallableFunction): ParsedFunction | undefined {
  if (!parsed.has(fn)) parsed.set(fn, read(heldText(fn)));
  return parsed.get(fn);
}

function read(source: string): ParsedFunction | undefined {
  // A function or an arrow stands in parentheses, a method in an object. What is put before it must not move its positions,
  // so the text is read from where it begins.
  for (const [before, after] of [
    ["(", ")"],
    ["({", "})"],
  ] as const) {
    try {
      const program = parse(before + source + after, { ecmaVersion: "latest", sourceType: "module", ranges: true });
      const found = firstFunction(program);
      if (found !== undefined) return shift(found, -before.length);
    } catch {
      // not of this form
    }
  }
  return undefined;
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";

/** The nodes right below one, in order of the source. */
export const childrenOf = (node: Node): Node[] => Object.values(node).flat().filter(isNode);

function firstFunction(node: Node): ParsedFunction | undefined {
  if (node.type === "ArrowFunctionExpression" || node.type === "FunctionExpression") return node as ParsedFunction;
  for (const child of childrenOf(node)) {
    const found = firstFunction(child);
    if (found !== undefined) return found;
  }
  return undefined;
}

function shift<T extends Node>(node: T, by: number, shifted = new Set<Node>()): T {
  // In `{ a }` one node is both name and value.
  if (shifted.has(node)) return node;
  shifted.add(node);
  node.start += by;
  node.end += by;
  for (const child of childrenOf(node)) shift(child, by, shifted);
  return node;
}

/** The function as its author wrote it, type annotations and all, as far as that is known. */
export function sourceOf(fn: CallableFunction): string {
  const text = textOf(fn);
  const held = heldText(fn);
  return (text && authoredText(text.script, text.position, held)) ?? held;
}

/** What the author wrote from an index of the function's text on; undefined if it cannot be told. */
export function authoredAfter(fn: CallableFunction, index: number): string | undefined {
  const text = textOf(fn);
  return text && authoredFrom(text.script, text.position, heldText(fn), index);
}
