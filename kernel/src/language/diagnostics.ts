// The server's complaints about a cell's module as complaints about the cell.

import type { DiagnosticReport } from "./answers.ts";
import type { DeclaredKind } from "./declarations.ts";
import { lineCount } from "./positions.ts";

/** What is wrong in a cell. Lines and columns count from 1; the end is behind the last character. */
export interface Diagnostic {
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
  /** TypeScript's number for it: 2345 is a wrong argument. */
  code: number;
  message: string;
  severity: "error" | "warning";
}

/** What earlier cells have to do with a complaint. */
export interface Surroundings {
  kindOf(name: string): DeclaredKind | undefined;
  /** Replaces names of modules that nobody wrote. */
  readable(message: string): string;
}

/** `1, 2` as a statement: pointless in a program, and a way to look at something in a notebook. */
const unusedLeftOfComma = 2695;
const assignedImport = 2632;

export function diagnosticsOf(code: string, report: DiagnosticReport, around: Surroundings): Diagnostic[] {
  if (/^\s*\/\/\s*@ts-nocheck\b/.test(code)) return [];
  const lines = lineCount(code);
  return (
    report.items
      .filter(({ severity = 1, code: number }) => severity <= 2 && number !== unusedLeftOfComma)
      // The first line of a module is ours, and so is what follows the cell.
      .filter(({ range }) => range.start.line >= 1 && range.start.line <= lines)
      .map(({ range, severity, code: number = 0, message }) => ({
        line: range.start.line,
        column: range.start.character + 1,
        endLine: range.end.line,
        endColumn: range.end.character + 1,
        ...reworded(Number(number), around.readable(message), around),
        severity: severity === 2 ? "warning" : "error",
      }))
  );
}

const constants: { [K in DeclaredKind]?: [code: number, what: string] } = {
  const: [2588, "a constant"],
  function: [2630, "a function"],
  class: [2629, "a class"],
};

/** To the server, all that an earlier cell declared is imported; to its author, it is what it was declared as. */
function reworded(code: number, message: string, { kindOf }: Surroundings): { code: number; message: string } {
  const name = code === assignedImport ? /'(.+)'/.exec(message)?.[1] : undefined;
  const kind = name === undefined ? undefined : kindOf(name);
  const constant = kind === undefined ? undefined : constants[kind];
  if (constant === undefined) return { code, message };
  return { code: constant[0], message: `Cannot assign to '${name}' because it is ${constant[1]}.` };
}
