// What a value says itself how to be shown: by Deno's symbol, or by the methods that data packages have for it.

import { inspect } from "node:util";
import * as z from "zod/mini";
import type { Bundle } from "./bundle.ts";
import { methodOf } from "./members.ts";
import { goOn, type SoonerOrLater } from "./sooner.ts";

/** A method of this name, on the value or its class, returns the value's mime bundle, at once or later: as in Deno. */
export const displaySymbol = Symbol.for("Jupyter.display");

const MimeBundle = z.record(z.templateLiteral([z.string(), "/", z.string()]), z.unknown());

/** Fails when the method does, or returns what cannot be sent. */
export function ownBundle(value: object): SoonerOrLater<Bundle | undefined> {
  if (!(displaySymbol in value)) return undefined;
  const method = value[displaySymbol];
  if (typeof method !== "function") return undefined;
  return goOn(method.call(value), (returned: unknown) => {
    const bundle = MimeBundle.safeParse(returned);
    if (!bundle.success) throw new Error("it must return an object with mime types as keys.");
    return sendable(bundle.data);
  });
}

/** `_repr_html_` as in Python's packages; `toHTML` as of Arquero. */
export function ownHtml(value: object): SoonerOrLater<Bundle | undefined> {
  return goOn((methodOf(value, "_repr_html_") ?? methodOf(value, "toHTML"))?.(), (html: unknown) =>
    typeof html === "string" ? { "text/html": html } : undefined,
  );
}

/** Bytes become base64, as the protocol has them; what is undefined is left out. */
export function sendable(bundle: Bundle): Bundle {
  const entries = Object.entries(bundle).filter(([, content]) => content !== undefined);
  for (const [mime, content] of entries) {
    try {
      JSON.stringify(content);
    } catch (error) {
      throw new Error(`its ${mime} is no JSON: ${error instanceof Error ? error.message : inspect(error)}`);
    }
  }
  return Object.fromEntries(
    entries.map(([mime, content]) => [
      mime,
      content instanceof Uint8Array ? Buffer.from(content).toString("base64") : content,
    ]),
  );
}
