// A value as text: as Node's own console says it, without colours, and never without an end.

import { inspect, stripVTControlCharacters } from "node:util";

/** Characters at most of what one value is shown as. */
const longest = 100_000;

export function textOf(value: unknown): string {
  return shorten(inspected(value, { depth: 4, colors: false, maxStringLength: 10_000 }), longest);
}

/** In one line, what is further in only named. */
export function lineOf(value: unknown, characters: number): string {
  const options = { depth: 0, breakLength: Number.POSITIVE_INFINITY, maxArrayLength: 20, maxStringLength: characters };
  const text = inspected(value, options).replaceAll(/\s*\n\s*/g, " ");
  return text.length > characters ? `${text.slice(0, characters)}…` : text;
}

export const shorten = (text: string, characters: number): string =>
  text.length > characters
    ? `${text.slice(0, characters)}… ${(text.length - characters).toLocaleString("en")} more characters`
    : text;

function inspected(value: unknown, options: Parameters<typeof inspect>[1]): string {
  try {
    // An author's own `inspect.custom` may colour, whatever the options say.
    return stripVTControlCharacters(inspect(value, options));
  } catch (error) {
    return `[cannot be shown: ${String(error)}]`;
  }
}
