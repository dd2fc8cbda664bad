// The global `display`: shows more of a cell than its last value, and changes what is shown.

import { randomUUID } from "node:crypto";
import { report } from "../channel.ts";
import { currentRun } from "../current-run.ts";
import { flushPrinted, print } from "../printing.ts";
import { type Bundle, bundleOf } from "./bundle.ts";
import { vegaLiteMime } from "./charts.ts";
import { tableOfFrame } from "./frames.ts";
import { tableOfRows } from "./records.ts";
import { goOn, isLater } from "./sooner.ts";
import { drawTable, type Table } from "./table.ts";

export interface DisplayOptions {
  /** Chosen by the author, so that another cell can update what this one shows. */
  id?: string;
}

/** What is shown under a cell. It is no result: a cell that ends with `display(...)` shows it once. */
export class Displayed {
  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }

  /** Shows something else in the same place, also after the cell has ended. */
  update(value: unknown): void {
    show("update_display_data", this.id, value);
  }
}

/** Shows a value as a cell's result would be shown. */
function displayValue(value: unknown, options: DisplayOptions = {}): Displayed {
  return start(options, value);
}

/** A value with these mime types, and no other form. */
class Mime {
  readonly bundle: Bundle;

  constructor(bundle: Bundle) {
    this.bundle = bundle;
  }

  [Symbol.for("Jupyter.display")](): Bundle {
    return this.bundle;
  }
}

const start = (options: DisplayOptions, value: unknown): Displayed => {
  const displayed = new Displayed(options.id ?? randomUUID());
  show("display_data", displayed.id, value);
  return displayed;
};

const shows =
  <T>(bundle: (content: T) => Bundle) =>
  (content: T, options: DisplayOptions = {}): Displayed =>
    start(options, new Mime(bundle(content)));

export const display = Object.assign(displayValue, {
  html: shows((html: string) => ({ "text/html": html, "text/plain": "[HTML]" })),
  markdown: shows((text: string) => ({ "text/markdown": text, "text/plain": text })),
  latex: shows((text: string) => ({ "text/latex": text, "text/plain": text })),
  svg: shows((svg: string) => ({ "image/svg+xml": svg, "text/plain": "[SVG image]" })),
  /** Bytes of the file, or their base64. */
  png: shows((image: Uint8Array | string) => ({ "image/png": base64(image), "text/plain": "[PNG image]" })),
  /** Bytes of the file, or their base64. */
  jpeg: shows((image: Uint8Array | string) => ({ "image/jpeg": base64(image), "text/plain": "[JPEG image]" })),
  /** Whatever `JSON.stringify` takes. */
  json: shows((value: unknown) => {
    const text = JSON.stringify(value, null, 2);
    if (text === undefined) throw new TypeError(`display.json shows what JSON can say, and ${typeof value} is not.`);
    return { "application/json": JSON.parse(text), "text/plain": text };
  }),
  /** A Vega-Lite specification. */
  vegalite: shows((spec: object) => ({ [vegaLiteMime]: spec, "text/plain": "[Vega-Lite chart]" })),
  /** Records, or a table of a data package; other values stand in one column. */
  table: shows((rows: object) => drawTable(tableFrom(rows))),
  /** Changes what any cell shows under that id. */
  update: (id: string, value: unknown): void => show("update_display_data", id, value),
  /** Empties the output of the cell: at once, or with `wait` when the next output comes. */
  clear: ({ wait = false }: { wait?: boolean } = {}): void => {
    flushPrinted();
    report({ type: "clear", run: currentRun().id, wait });
  },
});

function tableFrom(rows: object): Table {
  if (typeof rows !== "object" || rows === null) {
    throw new TypeError(`display.table shows an array of records or a table of a data package, and this is ${rows}.`);
  }
  const frame = tableOfFrame(rows);
  if (frame !== undefined) return frame;
  if (Symbol.iterator in rows && typeof rows[Symbol.iterator] === "function")
    return tableOfRows(Array.from(Object(rows)));
  return tableOfRows([rows]);
}

const pending = new Set<Promise<void>>();

/** Resolves when all that was given to `display` so far is shown. */
export const displaysShown = async (): Promise<void> => void (await Promise.all(pending));

function show(kind: "display_data" | "update_display_data", id: string, value: unknown): void {
  const run = currentRun().id;
  const send = (data: Bundle): void => {
    flushPrinted();
    report({ type: "display", run, kind, data, metadata: {}, display: id });
  };
  if (value instanceof Mime) {
    send(value.bundle);
    return;
  }
  // Mostly nothing has to be awaited, and then the order with what is printed is kept.
  const bundle = goOn(isLater(value) ? settled(value) : value, (it) => bundleOf(it, (why) => print("stderr", why)));
  const sent = goOn(bundle, send);
  if (!isLater(sent)) return;
  const shown = Promise.resolve(sent).finally(() => pending.delete(shown));
  pending.add(shown);
}

/** What a promise comes to: a failure is shown as the error that it is, because nobody awaits a display. */
async function settled(value: unknown): Promise<unknown> {
  try {
    return await value;
  } catch (error) {
    return error;
  }
}

const base64 = (image: Uint8Array | string): string =>
  typeof image === "string" ? image : Buffer.from(image).toString("base64");
