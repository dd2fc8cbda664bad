// The server's completions as Jupyter wants them: only what continues the text before the cursor.

import type { CompletionItem } from "./answers.ts";
import { offsetAt } from "./positions.ts";

export interface Completion {
  /** Each replaces the text from `start` to `end`. Best first. */
  matches: string[];
  start: number;
  end: number;
  items: { text: string; kind: string; detail?: string }[];
}

export const noCompletion = (offset: number): Completion => ({ matches: [], start: offset, end: offset, items: [] });

/** `items` belong to the cell's module, in which the cell starts on the second line. Offsets are in UTF-16 units. */
export function completionOf(code: string, offset: number, items: readonly CompletionItem[]): Completion {
  const word = /[\p{ID_Continue}$#\u200c\u200d]*$/u.exec(code.slice(0, offset))?.[0] ?? "";
  const wordStart = offset - word.length;
  const fitting = items
    .toSorted((a, b) => compare(a.sortText, b.sortText) || compare(a.label, b.label))
    .flatMap((item) => {
      const start = item.textEdit === undefined ? wordStart : startOf(code, item.textEdit.range.start);
      const text = item.textEdit?.newText ?? item.insertText ?? item.label;
      // Behind `a.` where a may be undefined, the dot itself is replaced by `?.`.
      const continues = text.startsWith("?.")
        ? item.label.startsWith(word)
        : text.startsWith(code.slice(start, offset));
      return continues ? [{ start, text, kind: kinds[item.kind ?? 0] ?? "text", detail: item.detail }] : [];
    });
  const start = Math.min(wordStart, ...fitting.map((item) => item.start));
  const replaced = fitting.map((item) => ({
    text: code.slice(start, item.start) + item.text,
    kind: item.kind,
    ...(item.detail === undefined ? {} : { detail: item.detail }),
  }));
  return { matches: [...new Set(replaced.map(({ text }) => text))], start, end: offset, items: replaced };
}

const startOf = (code: string, { line, character }: { line: number; character: number }): number =>
  offsetAt(code, { line: line - 1, character });

const compare = (a = "", b = ""): number => (a < b ? -1 : a > b ? 1 : 0);

/** The protocol's CompletionItemKind, by number. */
const kinds = [
  "text",
  "text",
  "method",
  "function",
  "constructor",
  "property",
  "variable",
  "class",
  "interface",
  "module",
  "property",
  "unit",
  "value",
  "enum",
  "keyword",
  "snippet",
  "color",
  "file",
  "reference",
  "folder",
  "enum-member",
  "constant",
  "struct",
  "event",
  "operator",
  "type",
];
