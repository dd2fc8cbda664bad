// Positions in text as Jupyter counts them, by code points, and as VS Code does, by UTF-16 units.

/** How many code points there are before this UTF-16 offset. */
export const codePointsBefore = (text: string, offset: number): number => [...text.slice(0, offset)].length;

/** The UTF-16 offset after this many code points. */
export const offsetAfter = (text: string, codePoints: number): number => [...text].slice(0, codePoints).join("").length;
