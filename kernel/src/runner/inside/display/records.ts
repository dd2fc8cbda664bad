// Arrays of plain records, and of rows of numbers, as tables.

import { types } from "node:util";
import type { Table } from "./table.ts";

/** Undefined for whatever is not an array of at least one plain record, each with at least one field. */
export function tableOfRecords(value: object): Table | undefined {
  if (types.isProxy(value) || !Array.isArray(value) || value.length === 0) return undefined;
  // By index, because `every` passes over holes.
  for (let at = 0; at < value.length; at += 1) if (!isRecord(value[at])) return undefined;
  return tableOfRows(value);
}

/** Names are taken from the first hundred rows: those are seen. */
export function tableOfRows(rows: readonly unknown[]): Table {
  const seen = rows.slice(0, 100);
  const named = seen.some((row) => isRecord(row));
  const names = new Set(seen.flatMap((row) => (isRecord(row) ? Object.keys(row) : [])));
  const columns = named ? [...names] : ["value"];
  return {
    columns,
    rows: rows.length,
    cell(at, column) {
      const row = rows[at];
      return isRecord(row) ? fieldOf(row, columns[column] ?? "") : column === 0 ? row : undefined;
    },
  };
}

/** At least two rows, all of them numbers and equally long: arrays, typed arrays, or both. */
export function tableOfNumbers(value: object): Table | undefined {
  if (types.isProxy(value) || !Array.isArray(value) || value.length < 2) return undefined;
  const width = isNumbers(value[0]) ? value[0].length : 0;
  if (width === 0) return undefined;
  for (let at = 0; at < value.length; at += 1) {
    if (!isNumbers(value[at]) || value[at].length !== width) return undefined;
  }
  return {
    columns: Array.from({ length: width }, (_, at) => String(at)),
    rows: value.length,
    cell: (row, column) => value[row]?.[column],
  };
}

function isNumbers(row: unknown): row is ArrayLike<number> {
  if (types.isTypedArray(row)) return true;
  return !types.isProxy(row) && Array.isArray(row) && row.every((it) => typeof it === "number");
}

function isRecord(value: unknown): value is object {
  if (typeof value !== "object" || value === null || types.isProxy(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && Object.keys(value).length > 0;
}

/** A getter is not run: it may do anything. */
function fieldOf(row: object, name: string): unknown {
  const field = Object.getOwnPropertyDescriptor(row, name);
  return field?.get === undefined ? field?.value : "[Getter]";
}
