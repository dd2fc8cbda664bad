// Where in a person's own text something is: a line of a notebook cell, or of a file.

import * as z from "zod";

export const Place = z.object({
  /** Absolute path of the script, or of the notebook if it is known; otherwise what V8 calls the script. */
  file: z.string(),
  /** Counted from 1, in the person's own text. */
  line: z.number().int(),
  /** Counted from 1. */
  column: z.number().int(),
  /** The execution count of the notebook cell; absent in a script. */
  cell: z.number().int().optional(),
});
export type Place = z.infer<typeof Place>;

/** "cell 2, line 4" or "train.ts:4": how messages name a place. */
export function sayPlace(place: Place): string {
  if (place.cell !== undefined) return `cell ${place.cell}, line ${place.line}`;
  return `${place.file.split(/[\\/]/).at(-1)}:${place.line}`;
}
