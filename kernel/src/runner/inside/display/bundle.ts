// A value as Jupyter shows it: by what it brings itself, as the picture, chart, table or tree that it is, as text always.

import { inspect } from "node:util";
import { chartOf } from "./charts.ts";
import { tableOfFrame } from "./frames.ts";
import { ownBundle, ownHtml } from "./own-display.ts";
import { canvasOf, elementOf, imageOf } from "./pictures.ts";
import { plotOf } from "./plots.ts";
import { tableOfNumbers, tableOfRecords } from "./records.ts";
import { goOn, isLater, type SoonerOrLater } from "./sooner.ts";
import { drawTable } from "./table.ts";
import { textOf } from "./text.ts";
import { treeOf } from "./tree.ts";

/** Mime type to content, as the protocol has it. */
export type Bundle = Record<string, unknown>;

type Kinds = readonly ((value: object) => SoonerOrLater<Bundle | undefined>)[];

/** What a value may be shown as, looked at in this order: the first that fits is taken. */
const kinds: Kinds = [imageOf, canvasOf, elementOf, plotOf, chartOf, frame, ownHtml, records, tree];

/**
 * At once, unless something has to be awaited: what is shown stands where it was asked for, as the value is then. Fails
 * never for the value's sake: a display method that does is reported to `complain`, and the text is shown.
 */
export function bundleOf(value: unknown, complain: (why: string) => void): SoonerOrLater<Bundle> {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) {
    return { "text/plain": textOf(value) };
  }
  const textInstead = (error: unknown): Bundle => {
    complain(`The value's own display failed: ${error instanceof Error ? error.message : inspect(error)}\n`);
    return { "text/plain": textOf(value) };
  };
  try {
    const found = goOn(ownBundle(value), (own) =>
      own === undefined ? bundleFrom(kinds, value) : { "text/plain": textOf(value), ...own },
    );
    return isLater(found) ? Promise.resolve(found).catch(textInstead) : found;
  } catch (error) {
    return textInstead(error);
  }
}

/** Of the first kind that fits. */
function bundleFrom([kind, ...others]: Kinds, value: object): SoonerOrLater<Bundle> {
  if (kind === undefined) return { "text/plain": textOf(value) };
  return goOn(kind(value), (bundle) => {
    if (bundle === undefined) return bundleFrom(others, value);
    return "text/plain" in bundle ? bundle : { ...bundle, "text/plain": textOf(value) };
  });
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
