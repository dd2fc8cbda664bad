// Where a cell that has not run yet can be stopped.

import { readMagics } from "../cell/magics.ts";
import { prepareCell } from "../cell/prepare.ts";
import { withinTime } from "../cell/time-limit.ts";
import { stopIn } from "./cell-scripts.ts";

/** The first line at or after `line` that can; undefined if there is none. A cell that cannot be read is taken at its word. */
export function unseenStop(text: string, line: number): number | undefined {
  try {
    return withinTime(
      () => {
        const { code, maps } = prepareCell(readMagics(text).code);
        return stopIn({ name: "", count: 0, text, code, maps, declares: [] }, line)?.line;
      },
      () => line,
    );
  } catch {
    return line;
  }
}
