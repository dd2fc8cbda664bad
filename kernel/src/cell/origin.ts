// From a position in the script that ran back to the person's own text.

import { SourceMap } from "node:module";

export const readMap = (json: string): SourceMap => new SourceMap(JSON.parse(json));

/** Follows source maps, the script's own first. Positions count from 1. */
export function originOf(
  maps: readonly SourceMap[],
  position: { line: number; column: number },
): { line: number; column: number } {
  let { line, column } = position;
  for (const map of maps) {
    const entry = map.findEntry(line - 1, column - 1);
    if (!("originalLine" in entry)) continue;
    line = entry.originalLine + 1;
    column = entry.originalColumn + 1;
  }
  return { line, column };
}
