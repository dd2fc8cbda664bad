// JSX in a cell that cannot be read: what it is called, because a parser of TypeScript alone complains about something else.

export const jsxMessage = "JSX is off in cells: build elements by calls, or show them with display.html(`<p>...</p>`).";

const begins = /(?<=(?:^|[=(,?:;{}[&|>]|\breturn|\bdefault)\s*)<(?:[A-Za-z][\w.]*(?:\s[^<>]*)?\/?)?>/m;
const ends = /<\/[\w.]*\s*>|\/>/;

/** Where it seems to begin, counted from 1. Only to be asked of a cell with an error: a string may look like it. */
export function jsxIn(text: string): { line: number; column: number } | undefined {
  const found = ends.test(text) ? begins.exec(text) : null;
  if (found === null) return undefined;
  const lines = text.slice(0, found.index).split("\n");
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
