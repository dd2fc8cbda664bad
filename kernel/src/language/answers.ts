// What the language server answers, as far as it is read here.

import * as z from "zod/mini";

export const Range = z.object({
  start: z.object({ line: z.number(), character: z.number() }),
  end: z.object({ line: z.number(), character: z.number() }),
});
export type Range = z.infer<typeof Range>;

export const DiagnosticReport = z.object({
  items: z.array(
    z.object({
      range: Range,
      /** 1 error, 2 warning, 3 information, 4 hint. */
      severity: z.optional(z.number()),
      code: z.optional(z.union([z.number(), z.string()])),
      message: z.string(),
    }),
  ),
});
export type DiagnosticReport = z.infer<typeof DiagnosticReport>;

export const CompletionItem = z.object({
  label: z.string(),
  kind: z.optional(z.number()),
  detail: z.optional(z.string()),
  sortText: z.optional(z.string()),
  insertText: z.optional(z.string()),
  textEdit: z.optional(z.object({ range: Range, newText: z.string() })),
});
export type CompletionItem = z.infer<typeof CompletionItem>;

export const CompletionList = z.nullable(z.object({ items: z.array(CompletionItem) }));

export const Hover = z.nullable(z.object({ contents: z.object({ value: z.string() }) }));

const Definition = z.object({ targetUri: z.string(), targetRange: Range });
export type Definition = z.infer<typeof Definition>;
export const Definitions = z.nullable(z.array(Definition));
