// An author's text with a few places replaced, that still knows where each piece of it came from.

export interface Edit {
  start: number;
  end: number;
  text: string;
}

/** A run of text. `from` is its offset in the author's text; undefined where the words are ours. */
export interface Piece {
  text: string;
  from: number | undefined;
}

/** The text after its edits, which must not overlap. */
export function applyEdits(source: string, edits: readonly Edit[]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    if (edit.start > at) pieces.push({ text: source.slice(at, edit.start), from: at });
    if (edit.text !== "") pieces.push({ text: edit.text, from: undefined });
    at = edit.end;
  }
  if (at < source.length) pieces.push({ text: source.slice(at), from: at });
  return pieces;
}

/** Takes a stretch out and leaves its line breaks, so that the lines after it stay where they were. */
export const blank = (source: string, start: number, end: number): Edit => ({
  start,
  end,
  text: source.slice(start, end).replace(/[^\n]/g, " "),
});
