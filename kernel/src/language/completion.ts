// The server's completions as Jupyter wants them: only what continues the text before the cursor.

import type { CompletionItem } from "./answers.ts";
import type { DeclaredKind } from "./declarations.ts";
import { offsetAt } from "./positions.ts";
import type { Names } from "./scope.ts";

export interface Completion {
  /** Each replaces the text from `start` to `end`. Best first. */
  matches: string[];
  start: number;
  end: number;
  items: { text: string; kind: string; detail?: string }[];
}

/** `items` belong to the cell's module, in which the cell starts on the second line. Offsets are in UTF-16 units. */
export function completionOf(code: string, offset: number, items: readonly CompletionItem[], names: Names): Completion {
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
      return continues ? [{ start, text, kind: kindOf(item, names), detail: item.detail }] : [];
    });
  const start = Math.min(wordStart, ...fitting.map((item) => item.start));
  const replaced = fitting.map((item) => ({
    text: code.slice(start, item.start) + item.text,
    kind: item.kind,
    ...(item.detail === undefined ? {} : { detail: item.detail }),
  }));
  return { matches: [...new Set(replaced.map(({ text }) => text))], start, end: offset, items: replaced };
}

/** The server need not have read the cell that declares a name, and takes it for a variable then. */
function kindOf({ label, kind = 0 }: CompletionItem, names: Names): string {
  const told = kinds[kind] ?? "text";
  const declared = told === "variable" || told === "reference" ? names.get(label)?.kind : undefined;
  return declared === undefined ? told : declaredKinds[declared];
}

const declaredKinds: Record<DeclaredKind, string> = {
  const: "variable",
  let: "variable",
  function: "function",
  class: "class",
  import: "module",
  type: "interface",
};

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
