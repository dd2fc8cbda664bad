// What a debugger calls in this process, by V8's inspector, while cells are stopped.

import { displaySymbol, sendable } from "./display/own-display.ts";
import { tableOfNumbers, tableOfRecords } from "./display/records.ts";
import { drawTable } from "./display/table.ts";
import { textOf } from "./display/text.ts";
import { treeOf } from "./display/tree.ts";
import { flushPrinted } from "./printing.ts";

/** Under `Symbol.for("covalent-ts.debugging")` of the global object. */
export function offerToDebugger(): void {
  const value = { flush: flushPrinted, show, copied: undefined };
  Object.defineProperty(globalThis, Symbol.for("covalent-ts.debugging"), { value, enumerable: false });
}

/** A value's mime bundle, as far as it can be had at once: nothing that is awaited goes on while cells are stopped. */
function show(value: unknown): Record<string, unknown> {
  const text = { "text/plain": textOf(value) };
  if (typeof value !== "object" || value === null) return text;
  const method = displaySymbol in value ? value[displaySymbol] : undefined;
  const own: unknown = typeof method === "function" ? method.call(value) : undefined;
  if (typeof own === "object" && own !== null && !("then" in own)) return sendable({ ...text, ...own });
  const table = tableOfRecords(value) ?? tableOfNumbers(value);
  const html = table === undefined ? treeOf(value) : drawTable(table)["text/html"];
  return html === undefined ? text : { ...text, "text/html": html };
}
