// How wide a text will be, without a browser: what is drawn here must fit wherever it is shown.

// Shares of the font size in DejaVu Sans, the widest of the usual interface fonts: a text is rather cut than clipped.
const narrow = new Set("iIljtfr.,:;'|!()[]{} `");
const wide = new Set("mwMW@%—…");

function shareOf(char: string): number {
  if (narrow.has(char)) return 0.4;
  if (wide.has(char)) return 0.99;
  const code = char.codePointAt(0) ?? 0;
  if (code > 0x2e7f) return 1.05;
  if (char >= "A" && char <= "Z") return 0.72;
  return 0.63;
}

/** Width in pixels, rounded up. Bold text is some 12 % wider. */
export function widthOf(text: string, fontSize: number, bold = false): number {
  let share = 0;
  for (const char of text) share += shareOf(char);
  return Math.ceil(share * fontSize * (bold ? 1.12 : 1));
}

/** The text, cut in its middle if it is wider than that: beginning and end of a name tell most. */
export function fitMiddle(text: string, width: number, fontSize: number, bold = false): string {
  if (widthOf(text, fontSize, bold) <= width) return text;
  const chars = [...text];
  for (let kept = chars.length - 1; kept > 1; kept--) {
    const head = Math.ceil(kept / 2);
    const cut = `${chars.slice(0, head).join("")}…${chars.slice(chars.length - (kept - head)).join("")}`;
    if (widthOf(cut, fontSize, bold) <= width) return cut;
  }
  return "…";
}

/** The text, cut at its end if it is wider than that. */
export function fitEnd(text: string, width: number, fontSize: number, bold = false): string {
  if (widthOf(text, fontSize, bold) <= width) return text;
  const chars = [...text];
  while (chars.length > 0 && widthOf(`${chars.join("")}…`, fontSize, bold) > width) chars.pop();
  return `${chars.join("").trimEnd()}…`;
}
