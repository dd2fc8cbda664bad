// One Jupyter output as the notebook keeps it: bytes a mime type, and the metadata that the built-in serializer saves by.

import type { MimeBundle, OutputOf } from "covalent-ts/jupyter";

export interface Item {
  readonly mime: string;
  readonly bytes: Uint8Array;
}

export interface Content {
  readonly items: readonly Item[];
  /** `outputType` decides as what an output is saved; without it everything is saved as `display_data`. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

type Display = OutputOf<"display_data"> | OutputOf<"update_display_data"> | OutputOf<"execute_result">;

/** The mime types under which VS Code itself keeps what is no bundle. */
export const streamMimes = {
  stdout: "application/vnd.code.notebook.stdout",
  stderr: "application/vnd.code.notebook.stderr",
} as const;
export const errorMime = "application/vnd.code.notebook.error";

const utf8 = new TextEncoder();

export const streamItem = ({ name, text }: Pick<OutputOf<"stream">, "name" | "text">): Item => ({
  mime: streamMimes[name],
  bytes: utf8.encode(text),
});

export const streamContent = (output: Pick<OutputOf<"stream">, "name" | "text">): Content => ({
  items: [streamItem(output)],
  metadata: { outputType: "stream" },
});

export const displayContent = (output: Display): Content => ({
  items: itemsOf(output.data),
  metadata: {
    // An update that is saved is a display again: notebooks on disk know no updates.
    outputType: output.type === "update_display_data" ? "display_data" : output.type,
    ...(output.type === "execute_result" ? { executionCount: output.execution_count } : {}),
    metadata: output.metadata,
    transient: output.transient,
  },
});

export function errorContent(error: Pick<OutputOf<"error">, "ename" | "evalue" | "traceback">): Content {
  const { ename, evalue, traceback } = error;
  const shown = { name: ename, message: evalue, stack: traceback.join("\n") };
  return {
    items: [{ mime: errorMime, bytes: utf8.encode(JSON.stringify(shown)) }],
    metadata: { outputType: "error", originalError: { output_type: "error", ename, evalue, traceback } },
  };
}

/** One item a mime type, the richest first: what VS Code does not know how to order, it shows in our order. */
export function itemsOf(bundle: MimeBundle): Item[] {
  return Object.entries(bundle)
    .map(([mime, value]) => ({ mime, bytes: bytesOf(mime, value) }))
    .sort((one, other) => richness(one.mime) - richness(other.mime));
}

const order = [/^application\/vnd\./, /^text\/html$/, /^image\/svg\+xml$/, /^image\//, /^text\/markdown$/, /json$/];

function richness(mime: string): number {
  if (mime === "text/plain") return order.length + 1;
  const at = order.findIndex((pattern) => pattern.test(mime));
  return at === -1 ? order.length : at;
}

function bytesOf(mime: string, value: unknown): Uint8Array {
  const text = Array.isArray(value) && value.every((line) => typeof line === "string") ? value.join("") : value;
  if (typeof text !== "string") return utf8.encode(JSON.stringify(text ?? null));
  // Pictures travel as base64, all but the one that is text.
  if (mime.startsWith("image/") && mime !== "image/svg+xml") return Uint8Array.from(Buffer.from(text, "base64"));
  return utf8.encode(text);
}
