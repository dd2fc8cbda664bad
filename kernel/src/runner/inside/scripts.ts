// Every script that cells were evaluated as, and how their positions lead back to the cells' own text.

import type { SourceMap } from "node:module";
import { originOf as follow, readMap } from "../../cell/origin.ts";
import { showNames } from "../../cell/script-name.ts";

interface Script {
  /** The cell as its author wrote it. */
  text: string;
  maps(): SourceMap[];
}

const scripts = new Map<string, Script>();

export function rememberScript(name: string, { text, maps }: { text: string; maps: readonly string[] }): void {
  let read: SourceMap[] | undefined;
  // Most cells throw nothing, so most maps are never needed.
  const readAll = (): SourceMap[] => {
    read ??= maps.map(readMap);
    return read;
  };
  scripts.set(name, { text, maps: readAll });
}

/** What the author of a cell wrote. */
export const textOf = (script: string): string | undefined => scripts.get(script)?.text;

/** Where a position of a cell's script is in its author's text; that of any other script stays what it is. */
export const originOf = (script: string, line: number, column: number): { line: number; column: number } =>
  follow(scripts.get(script)?.maps() ?? [], { line, column });

/** A stack with `Cell [3]:2:9` for what V8 calls that place. */
export const inCells = (stack: string): string => showNames(stack, originOf);
