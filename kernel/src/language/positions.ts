// Converts between offsets in a cell and the lines and characters of the Language Server Protocol (UTF-16, counted from 0).

export interface Position {
  line: number;
  character: number;
}

/** Where an offset lies. Lines end in `\n`, `\r\n` or `\r`. */
export function positionAt(text: string, offset: number): Position {
  const lines = text.slice(0, offset).split(lineEnd);
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}

/** The offset of a position; the end of the line, or of the text, if the position lies behind it. */
export function offsetAt(text: string, position: Position): number {
  const starts = [0, ...Array.from(text.matchAll(lineEnd), (end) => end.index + end[0].length)];
  const start = starts[position.line];
  if (start === undefined) return text.length;
  const end = starts[position.line + 1] ?? text.length;
  return Math.min(start + position.character, end);
}

const lineEnd = /\r\n|\n|\r/g;
