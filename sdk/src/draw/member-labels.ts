// Tells the members of a fan-out apart: by the arguments that differ, as rows and columns where they form a full product.

import type { ElectronView } from "../protocol/document.ts";

/** What tells a member apart: `[["C", "10"], ["γ", "1"]]`. */
export type Label = readonly (readonly [name: string, text: string])[];

/** Members as a table: `cells[row][column]` is an index into the members. */
export interface Matrix {
  rowName: string;
  columnName: string;
  rows: string[];
  columns: string[];
  cells: number[][];
}

/**
 * A label for each member. Where no plain argument differs, a member is known by the one it takes its input from,
 * else by its number.
 */
export function labelMembers(
  members: readonly ElectronView[],
  labelOf: (electron: number) => Label | undefined,
): Label[] {
  const names = differing(members);
  return members.map((member, index) => {
    const own = names.flatMap((name) => {
      const argument = member.arguments.find((it) => it.name === name);
      return argument ? [[argument.name, argument.text] as const] : [];
    });
    if (own.length > 0) return own;
    const inherited = new Set(member.arguments.flatMap(({ from }) => from).map(labelOf));
    inherited.delete(undefined);
    const [only] = inherited;
    return inherited.size === 1 && only ? only : [["", `#${index + 1}`]];
  });
}

function differing(members: readonly ElectronView[]): string[] {
  const values = new Map<string, Set<string>>();
  for (const { arguments: all } of members) {
    for (const { name, text, from } of all) {
      if (from.length > 0) continue;
      const seen = values.get(name) ?? new Set();
      values.set(name, seen.add(text));
    }
  }
  return [...values].filter(([, texts]) => texts.size > 1).map(([name]) => name);
}

/** The members as a table, if their labels are every pair of two lists once; null otherwise. */
export function matrixOf(labels: readonly Label[]): Matrix | null {
  const [first] = labels;
  if (first?.length !== 2) return null;
  const rows = new Map<string, number>();
  const columns = new Map<string, number>();
  for (const [row, column] of labels) {
    if (!row || !column) return null;
    if (!rows.has(row[1])) rows.set(row[1], rows.size);
    if (!columns.has(column[1])) columns.set(column[1], columns.size);
  }
  if (rows.size < 2 || columns.size < 2 || rows.size * columns.size !== labels.length) return null;
  const cells: number[][] = [...rows].map(() => []);
  labels.forEach(([row, column], index) => {
    const cell = cells[rows.get(row?.[1] ?? "") ?? 0];
    if (cell) cell[columns.get(column?.[1] ?? "") ?? 0] = index;
  });
  const full = cells.every((row) => Object.keys(row).length === columns.size);
  const [rowName, columnName] = first.map(([name]) => name);
  if (!full || rowName === undefined || columnName === undefined) return null;
  return { rowName, columnName, rows: [...rows.keys()], columns: [...columns.keys()], cells };
}

/** "C 10, γ 1". */
export const sayLabel = (label: Label): string =>
  label.map(([name, text]) => (name === "" ? text : `${name} ${text}`)).join(", ");
