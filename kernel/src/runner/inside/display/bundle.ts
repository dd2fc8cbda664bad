// A value as Jupyter shows it: by what it brings itself, as the picture, chart, table or tree that it is, as text always.

import { inspect } from "node:util";
import { chartOf } from "./charts.ts";
import { tableOfFrame } from "./frames.ts";
import { ownBundle, ownHtml } from "./own-display.ts";
import { canvasOf, elementOf, imageOf } from "./pictures.ts";
import { plotOf } from "./plots.ts";
import { tableOfNumbers, tableOfRecords } from "./records.ts";
import { drawTable } from "./table.ts";
import { textOf } from "./text.ts";
import { treeOf } from "./tree.ts";

/** Mime type to content, as the protocol has it. */
export type Bundle = Record<string, unknown>;

/** What a value may be shown as, looked at in this order: the first that fits is taken. */
const kinds: readonly ((value: object) => Bundle | undefined | Promise<Bundle | undefined>)[] = [
  imageOf,
  canvasOf,
  elementOf,
  plotOf,
  chartOf,
  frame,
  ownHtml,
  records,
  tree,
];

/** Never rejects for the value's sake: a display method that fails is reported to `complain`, and the text is shown. */
export async function bundleOf(value: unknown, complain: (why: string) => void): Promise<Bundle> {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) {
    return { "text/plain": textOf(value) };
  }
  try {
    const own = await ownBundle(value);
    if (own !== undefined) return { "text/plain": textOf(value), ...own };
    for (const kind of kinds) {
      const bundle = await kind(value);
      if (bundle !== undefined) return "text/plain" in bundle ? bundle : { ...bundle, "text/plain": textOf(value) };
    }
  } catch (error) {
    complain(`The value's own display failed: ${error instanceof Error ? error.message : inspect(error)}\n`);
  }
  return { "text/plain": textOf(value) };
}

/** The whole of it is in no text that a person would read, so the text is the part that is shown. */
function frame(value: object): Bundle | undefined {
  const table = tableOfFrame(value);
  return table === undefined ? undefined : drawTable(table);
}

function records(value: object): Bundle | undefined {
  const table = tableOfRecords(value) ?? tableOfNumbers(value);
  return table === undefined ? undefined : { "text/html": drawTable(table)["text/html"] };
}

function tree(value: object): Bundle | undefined {
  const html = treeOf(value);
  return html === undefined ? undefined : { "text/html": html };
}
