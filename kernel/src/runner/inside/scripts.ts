// Every script that cells were evaluated as, and how their positions lead back to the cells' own text.

import type { SourceMap } from "node:module";
import { originOf, readMap } from "../../cell/origin.ts";
import { showNames } from "../../cell/script-name.ts";

const scripts = new Map<string, () => SourceMap[]>();

export function rememberScript(name: string, maps: readonly string[]): void {
  let read: SourceMap[] | undefined;
  // Most cells throw nothing, so most maps are never needed.
  scripts.set(name, () => {
    read ??= maps.map(readMap);
    return read;
  });
}

/** A stack with `Cell [3]:2:9` for what V8 calls that place. */
export const inCells = (stack: string): string =>
  showNames(stack, (script, line, column) => originOf(scripts.get(script)?.() ?? [], { line, column }));
