// An array of plain records as an HTML table.

import { inspect } from "node:util";

const rowsShown = 100;
const columnsShown = 30;

type Row = Readonly<Record<string, unknown>>;

/** Undefined for whatever is not an array of at least one plain record, each with at least one field. */
export function tableOf(value: unknown): string | undefined {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isRecord)) return undefined;
  return drawTable(value);
}

export function drawTable(all: readonly Row[]): string {
  const rows = all.slice(0, rowsShown);
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const shown = columns.slice(0, columnsShown);
  const head = `<tr><th></th>${shown.map((name) => `<th>${escapeHtml(name)}</th>`).join("")}</tr>`;
  const body = rows.map(
    (row, at) =>
      `<tr><th>${at}</th>${shown.map((name) => `<td>${escapeHtml(cellText(row[name]))}</td>`).join("")}</tr>`,
  );
  const left = [
    ...(all.length > rows.length ? [`${all.length - rows.length} more rows`] : []),
    ...(columns.length > shown.length ? [`${columns.length - shown.length} more columns`] : []),
  ];
  const note = left.length > 0 ? `<p>${left.join(", ")}</p>` : "";
  return `<table><thead>${head}</thead><tbody>${body.join("")}</tbody></table>${note}`;
}

function isRecord(value: unknown): value is Row {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && Object.keys(value).length > 0;
}

function cellText(value: unknown): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : inspect(value, { depth: 0, breakLength: Number.POSITIVE_INFINITY });
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? "");
