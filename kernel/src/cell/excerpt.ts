// A line of a cell, with a mark under the place that is meant.

/** Two lines: the text, and carets from `column` to `endColumn` (exclusive); both count from 1. Empty past the end of the text. */
export function excerpt(text: string, at: { line: number; column: number; endColumn?: number }): string[] {
  const line = text.split("\n")[at.line - 1]?.trimEnd();
  if (line === undefined || line === "") return [];
  const before = line.slice(0, at.column - 1).replaceAll(/[^\t]/g, " ");
  const end = Math.min(at.endColumn ?? at.column + 1, line.length + 1);
  return [`  ${line}`, `  ${before}${"^".repeat(Math.max(1, end - at.column))}`];
}
