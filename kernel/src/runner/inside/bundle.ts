// A value as Jupyter shows it: by the mime types that it brings, as a table if it is one, as text always.

import { inspect } from "node:util";
import * as z from "zod";
import { tableOf } from "./table.ts";

export type Bundle = Record<string, unknown>;

/** A method of this name, on the value or its class, returns the value's mime bundle, at once or later: as in Deno. */
export const displaySymbol = Symbol.for("Jupyter.display");

const MimeBundle = z.record(z.templateLiteral([z.string(), "/", z.string()]), z.unknown());

/** Never rejects for the value's sake: a display method that fails is reported to `complain`, and the text is shown. */
export async function bundleOf(value: unknown, complain: (why: string) => void): Promise<Bundle> {
  const text = textOf(value);
  try {
    const own = await ownBundle(value);
    if (own !== undefined) return { "text/plain": text, ...own };
    const table = tableOf(value);
    return table === undefined ? { "text/plain": text } : { "text/html": table, "text/plain": text };
  } catch (error) {
    complain(`The value's own display failed: ${error instanceof Error ? error.message : inspect(error)}\n`);
    return { "text/plain": text };
  }
}

async function ownBundle(value: unknown): Promise<Bundle | undefined> {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return undefined;
  if (!(displaySymbol in value)) return undefined;
  const method = value[displaySymbol];
  if (typeof method !== "function") return undefined;
  const bundle = MimeBundle.safeParse(await method.call(value));
  if (!bundle.success) throw new Error("it must return an object with mime types as keys.");
  return bundle.data;
}

function textOf(value: unknown): string {
  try {
    return inspect(value, { depth: 4, colors: false, maxStringLength: 10_000 });
  } catch (error) {
    return `[cannot be shown: ${String(error)}]`;
  }
}
