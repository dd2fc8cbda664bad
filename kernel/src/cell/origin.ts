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
    const entry = entryAt(map, line - 1, column - 1);
    if (!("originalLine" in entry)) continue;
    line = entry.originalLine + 1;
    column = entry.originalColumn + 1;
  }
  return { line, column };
}

/** What a line begins with may have been inserted: it stands for what is behind it, not for the end of the line above. */
function entryAt(map: SourceMap, line: number, column: number): ReturnType<SourceMap["findEntry"]> {
  const found = map.findEntry(line, column);
  if (!("generatedLine" in found) || found.generatedLine === line) return found;
  let [before, behind] = [column, Number.MAX_SAFE_INTEGER];
  const last = map.findEntry(line, behind);
  if (!("generatedLine" in last) || last.generatedLine !== line) return found;
  behind = last.generatedColumn;
  while (behind - before > 1) {
    const middle = Math.floor((before + behind) / 2);
    const entry = map.findEntry(line, middle);
    if ("generatedLine" in entry && entry.generatedLine === line) behind = middle;
    else before = middle;
  }
  return map.findEntry(line, behind);
}
