// A step goes from line to line, as people see the program, where V8's goes from statement to statement.

import type { Frame } from "./stack.ts";

export type Stepping = "Debugger.stepOver" | "Debugger.stepInto";

export class LineStep {
  readonly how: Stepping;
  readonly #from: Frame[];
  readonly #passed = new Set<string>();

  /** @param from The frames where the program stands when the step begins. */
  constructor(how: Stepping, from: Frame[]) {
    this.how = how;
    this.#from = from;
    this.#passed.add(placeOf(from));
  }

  /** Whether V8 has only come to another part of the line. A loop on one line comes back to where it was, and is a step each time. */
  isStillOn(frames: Frame[]): boolean {
    if (frames.length !== this.#from.length || lineOf(frames) !== lineOf(this.#from)) return false;
    const place = placeOf(frames);
    if (this.#passed.has(place)) return false;
    this.#passed.add(place);
    return true;
  }
}

const lineOf = ([top]: Frame[]): string => `${top?.shown.source?.path}:${top?.shown.line}:${top?.shown.name}`;

const placeOf = ([top]: Frame[]): string => {
  const { lineNumber, columnNumber } = top?.call.location ?? { lineNumber: 0, columnNumber: 0 };
  return `${lineNumber}:${columnNumber}`;
};
