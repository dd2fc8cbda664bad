// What the language server answers, as far as it is read here.

import * as z from "zod";

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
      severity: z.number().optional(),
      code: z.union([z.number(), z.string()]).optional(),
      message: z.string(),
    }),
  ),
});
export type DiagnosticReport = z.infer<typeof DiagnosticReport>;

export const CompletionItem = z.object({
  label: z.string(),
  kind: z.number().optional(),
  detail: z.string().optional(),
  sortText: z.string().optional(),
  insertText: z.string().optional(),
  textEdit: z.object({ range: Range, newText: z.string() }).optional(),
});
export type CompletionItem = z.infer<typeof CompletionItem>;

export const CompletionList = z.object({ items: z.array(CompletionItem) }).nullable();

export const Hover = z.object({ contents: z.object({ value: z.string() }) }).nullable();

const Definition = z.object({ targetUri: z.string(), targetRange: Range });
export type Definition = z.infer<typeof Definition>;
export const Definitions = z.array(Definition).nullable();
