// Rows and columns, whatever they come from, drawn as HTML and as text, never more of them than a person reads.

import { columnsShown, escapeHtml, styled } from "./html.ts";
import { lineOf } from "./text.ts";

/** Of a table only what is drawn has to be read. */
export interface Table {
  columns: readonly string[];
  /** How many there are. */
  rows: number;
  /** What a row is called. Its number, without it. */
  label?(row: number): string;
  cell(row: number, column: number): unknown;
}

/** Up to so many rows a table is shown whole. */
const rowsWhole = 60;
/** How many rows are shown of a longer one. */
const rowsShown = 20;
/** Characters of one cell. */
const cellLength = 200;

interface Part {
  head: string[];
  rows: { label: string; cells: unknown[] }[];
  left: string[];
}

export const drawTable = (table: Table) => {
  const part = partOf(table);
  return { "text/html": htmlOf(part), "text/plain": plainOf(part) };
};

function partOf({ columns, rows, label = String, cell }: Table): Part {
  const head = columns.slice(0, columnsShown);
  const shown = rows > rowsWhole ? rowsShown : rows;
  return {
    head,
    rows: Array.from({ length: shown }, (_, row) => ({
      label: label(row),
      cells: head.map((_, column) => cell(row, column)),
    })),
    left: [...more(rows - shown, "row"), ...more(columns.length - head.length, "column")],
  };
}

const more = (count: number, what: string): string[] =>
  count > 0 ? [`… ${count.toLocaleString("en")} more ${what}${count === 1 ? "" : "s"}`] : [];

function htmlOf({ head, rows, left }: Part): string {
  // By class of the table, so that its thousands of cells carry none.
  const numeric = head.flatMap((_, at) => (isNumeric(rows, at) ? [` covalent-number-${at + 2}`] : []));
  const names = head.map((name) => `<th>${escapeHtml(name)}</th>`).join("");
  const body = rows.map(({ label, cells }) => {
    const drawn = cells.map((value) => `<td>${escapeHtml(cellText(value))}</td>`).join("");
    return `<tr><th>${escapeHtml(label)}</th>${drawn}</tr>`;
  });
  const note = left.length === 0 ? "" : `<p class="covalent-more">${left.join(", ")}</p>`;
  const table = `<thead><tr><th></th>${names}</tr></thead><tbody>${body.join("")}</tbody>`;
  return styled("table", `<table class="covalent-table${numeric.join("")}">${table}</table>${note}`);
}

function plainOf({ head, rows, left }: Part): string {
  const lines = [["", ...head], ...rows.map(({ label, cells }) => [label, ...cells.map(cellLine)])];
  const widths = ["", ...head].map((_, at) => Math.max(...lines.map((line) => (line[at] ?? "").length)));
  const numeric = [false, ...head.map((_, at) => isNumeric(rows, at))];
  const drawn = lines.map((line) =>
    line
      .map((text, at) => (numeric[at] ? text.padStart(widths[at] ?? 0) : text.padEnd(widths[at] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
  return [...drawn, ...(left.length === 0 ? [] : [left.join(", ")])].join("\n");
}

const isNumber = (value: unknown): boolean => typeof value === "number" || typeof value === "bigint";

/** Numbers stand under each other digit by digit, also where some are missing. */
function isNumeric(rows: Part["rows"], column: number): boolean {
  const values = rows.map(({ cells }) => cells[column]).filter((value) => value !== undefined && value !== null);
  return values.length > 0 && values.every(isNumber);
}

function cellText(value: unknown): string {
  if (value === undefined) return "";
  if (typeof value === "bigint") return String(value);
  // 0.1 + 0.2 is read as 0.3: the last digits are the machine's, and make every column wide.
  if (typeof value === "number" && !Number.isInteger(value)) return String(Number(value.toPrecision(12)));
  if (typeof value !== "string") return lineOf(value, cellLength);
  return value.length > cellLength ? `${value.slice(0, cellLength)}…` : value;
}

const cellLine = (value: unknown): string => cellText(value).replaceAll(/\s+/g, " ");
