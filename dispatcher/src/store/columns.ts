// Reads columns of our own rows: what is not as it was written means a damaged store, and says so.

import type { SQLOutputValue } from "node:sqlite";
import { type ElectronState, electronStates, type LatticeState, latticeStates } from "covalent-ts/protocol";

export type Row = Record<string, SQLOutputValue>;

/** An electron's key over all dispatches, from which its dispatch and its number can be told. */
export const electronKey = (dispatch: number, electron: number): number => dispatch * electronsPerDispatch + electron;
export const dispatchOf = (key: number): number => Math.floor(key / electronsPerDispatch);
export const electronNumber = (key: number): number => key % electronsPerDispatch;

/** No dispatch has more. */
export const electronsPerDispatch = 2 ** 24;

export function text(row: Row, column: string): string {
  const value = row[column];
  return typeof value === "string" ? value : damaged(column, value);
}

export function number(row: Row, column: string): number {
  const value = row[column];
  return typeof value === "number" ? value : damaged(column, value);
}

export function bytes(row: Row, column: string): Uint8Array {
  const value = row[column];
  return value instanceof Uint8Array ? value : damaged(column, value);
}

export const textOrNull = (row: Row, column: string): string | null =>
  row[column] === null ? null : text(row, column);

export const numberOrNull = (row: Row, column: string): number | null =>
  row[column] === null ? null : number(row, column);

/** What `toJson` wrote there. The type is the writer's word. */
export const json = <T>(row: Row, column: string): T => JSON.parse(text(row, column));

export const jsonOrNull = <T>(row: Row, column: string): T | null =>
  row[column] === null ? null : json<T>(row, column);

export const toJson = (value: unknown): string | null => (value == null ? null : JSON.stringify(value));

export function electronState(row: Row): ElectronState {
  return electronStates.find((state) => state === row["state"]) ?? damaged("state", row["state"]);
}

export function latticeState(row: Row): LatticeState {
  return latticeStates.find((state) => state === row["state"]) ?? damaged("state", row["state"]);
}

/** How a graph's parent is written: SQLite's UNIQUE takes every null as different. */
export const parentColumn = (parent: number | null): number => parent ?? -1;

export function parent(row: Row): number | null {
  const value = number(row, "parent");
  return value < 0 ? null : value;
}

function damaged(column: string, value: unknown): never {
  throw new TypeError(`The store is damaged: column '${column}' holds ${typeof value}.`);
}
