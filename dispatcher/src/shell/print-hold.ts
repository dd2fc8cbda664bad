// Holds what electrons print until it can be written, up to a bound: a disk can stay full for longer than memory lasts.

import type { Print } from "../store/turn.ts";

/** How much is held, in characters, over all electrons. */
export const mostHeld = 16_000_000;

export interface PrintHold {
  readonly isEmpty: boolean;
  add(print: Print): void;
  /** What is held, with a line at the end of whatever could not be held whole. */
  all(): Print[];
}

export function printHold(): PrintHold {
  const prints: Print[] = [];
  let held = 0;
  /** The first that was left out of each attempt, and how much was. */
  const leftOut = new Map<string, { first: Print; characters: number }>();

  return {
    get isEmpty() {
      return prints.length === 0;
    },
    add(print) {
      const attempt = `${print.dispatch}.${print.electron}.${print.attempt}`;
      const gap = leftOut.get(attempt);
      if (gap !== undefined) gap.characters += print.text.length;
      else if (held + print.text.length > mostHeld)
        leftOut.set(attempt, { first: print, characters: print.text.length });
      else {
        held += print.text.length;
        prints.push(print);
      }
    },
    all() {
      const lines = Array.from(leftOut.values(), ({ first, characters }) => ({
        ...first,
        text: `\n… ${characters.toLocaleString("en")} characters left out while the disk was full …\n`,
      }));
      return [...prints, ...lines];
    },
  };
}
