// Positions in code: Jupyter counts code points, JavaScript UTF-16 units.

/** The UTF-16 offset of the code point number `points`; the end of the text if there are fewer. */
export function unitsOf(text: string, points: number): number {
  let units = 0;
  let left = points;
  for (const character of text) {
    if (left === 0) break;
    units += character.length;
    left -= 1;
  }
  return units;
}

/** How many code points there are before the UTF-16 offset. */
export const pointsOf = (text: string, units: number): number => [...text.slice(0, units)].length;
