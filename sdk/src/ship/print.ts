// What a person is shown of a value: bounded, however large the value is.

import { inspect, types } from "node:util";
import type { Printed } from "../protocol/value.ts";

const longestText = 4_000;
/** How many rows are compared before an array counts as a table. */
const rowsCompared = 1_000;

/**
 * Prints a value as `util.inspect` does, within limits of depth, width and length.
 * @param size size of the encoded value in bytes
 */
export function printValue(value: unknown, size: number): Printed {
  return { text: text(value), type: typeOf(value), size };
}

function text(value: unknown): string {
  if (typeof value === "string" && value.length > longestText) {
    return `${inspect(value.slice(0, longestText - 40), { breakLength: Number.POSITIVE_INFINITY })}… ${value.length} characters`.slice(
      0,
      longestText,
    );
  }
  for (const depth of [4, 2, 1, 0]) {
    const printed = attempt(value, depth);
    if (printed.length <= longestText) return printed;
    if (depth === 0) return `${printed.slice(0, longestText - 1)}…`;
  }
  return "";
}

function attempt(value: unknown, depth: number): string {
  try {
    return inspect(value, {
      depth,
      breakLength: 100,
      compact: 3,
      maxArrayLength: depth > 2 ? 100 : 20,
      maxStringLength: depth > 2 ? 1_000 : 200,
      getters: false,
    });
  } catch (error) {
    return `(cannot be printed: ${error instanceof Error ? error.message : "its own inspection throws"})`;
  }
}

/** A short word for the kind of value: "number", "Array (150 × 5)", "Map (3)", "Dataset". */
function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (typeof value === "function") return isClass(value) ? `class ${value.name}`.trim() : "function";
  if (typeof value !== "object") return typeof value;
  try {
    return objectType(value);
  } catch {
    return "object";
  }
}

const isClass = (fn: object) => /^class[\s{]/.test(Function.prototype.toString.call(fn));

function objectType(value: object): string {
  if (types.isProxy(value)) return "Proxy";
  if (Array.isArray(value)) return `${className(value) ?? "Array"} (${dimensions(value)})`;
  const name = className(value) ?? "object";
  if (types.isTypedArray(value)) return `${name} (${value.length})`;
  if (types.isMap(value) || types.isSet(value)) return `${name} (${value.size})`;
  if (types.isAnyArrayBuffer(value) || types.isDataView(value)) return `${name} (${value.byteLength})`;
  return name === "Object" ? "object" : name;
}

function className(value: object): string | undefined {
  const maker: unknown = Object.getPrototypeOf(value)?.constructor;
  return typeof maker === "function" && maker.name !== "" ? maker.name : undefined;
}

/** "150", or "150 × 5" if every row has five. */
function dimensions(rows: unknown[]): string {
  const width = widthOf(rows[0]);
  if (width === undefined) return String(rows.length);
  for (const row of rows.slice(0, rowsCompared)) if (widthOf(row) !== width) return String(rows.length);
  return `${rows.length} × ${width}`;
}

const widthOf = (row: unknown): number | undefined =>
  Array.isArray(row) || types.isTypedArray(row) ? row.length : undefined;
