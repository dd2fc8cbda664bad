// What V8 calls the script of a cell, and what a person is shown instead: `Cell [3]`.

/** No whitespace: V8 ignores a `sourceURL` that holds any. `run` tells apart cells with the same execution count. */
export const scriptName = (run: number, count: number): string => `cell:${run}/${count}`;

const pattern = /\bcell:(\d+)\/(\d+)(?::(\d+):(\d+))?/g;

/** The execution count of the cell that a script is, by V8's name of it or by the one that people are shown. */
export function countOf(name: string): number | undefined {
  const match = /^(?:cell:\d+\/(\d+)|Cell \[(\d+)\])$/.exec(name);
  return match === null ? undefined : Number(match[1] ?? match[2]);
}

export const shownName = (count: number): string => `Cell [${count}]`;

/** Puts shown names for script names; `find` translates a position in the script that ran to the person's own text. */
export function showNames(
  stack: string,
  find: (script: string, line: number, column: number) => { line: number; column: number },
): string {
  return stack.replace(pattern, (_, run: string, count: string, line?: string, column?: string) => {
    const name = shownName(Number(count));
    if (line === undefined || column === undefined) return name;
    const place = find(scriptName(Number(run), Number(count)), Number(line), Number(column));
    return `${name}:${place.line}:${place.column}`;
  });
}
