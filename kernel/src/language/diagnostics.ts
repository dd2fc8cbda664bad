// The server's complaints about a cell's module as complaints about the cell.

import { jsxIn, jsxMessage } from "../cell/jsx.ts";
import type { DiagnosticReport } from "./answers.ts";
import type { DeclaredKind } from "./declarations.ts";
import { type Position, positionAt } from "./positions.ts";
import type { Names } from "./scope.ts";

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
  names: Names;
  /** Replaces names of modules that nobody wrote. */
  readable(message: string): string;
}

/** `1, 2` as a statement: pointless in a program, and a way to look at something in a notebook. */
const unusedLeftOfComma = 2695;
const assignedImport = 2632;
/** `'}' expected`, `'*\/' expected`, unterminated template: what is missing at the end is missed behind what we add to a cell. */
const missingEnd = new Set([1005, 1010, 1160]);

/** Reads the server's report on a module of which the cell is all but the first line and, maybe, the last. */
export function diagnosticsOf(code: string, report: DiagnosticReport, around: Surroundings): Diagnostic[] {
  if (/^\s*\/\/\s*@ts-nocheck\b/.test(code)) return [];
  const end = positionAt(code, code.length);
  const inCell = ({ line, character }: Position): Position =>
    line - 1 > end.line ? end : { line: line - 1, character };
  const found = report.items.flatMap(({ range, severity = 1, code: number = 0, message }): Diagnostic[] => {
    if (severity > 2 || number === unusedLeftOfComma || range.start.line < 1) return [];
    if (range.start.line - 1 > end.line && !missingEnd.has(Number(number))) return [];
    const [from, to] = [inCell(range.start), inCell(range.end)];
    return [
      {
        line: from.line + 1,
        column: from.character + 1,
        endLine: to.line + 1,
        endColumn: to.character + 1,
        ...reworded(Number(number), around.readable(message), around.names),
        severity: severity === 2 || maySinceBeKnown(Number(number), message, around.names) ? "warning" : "error",
      },
    ];
  });
  const sorted = found.sort((a, b) => a.line - b.line || a.column - b.column);
  // Read as the comparisons and assertions of types that it is otherwise, JSX is a heap of errors that say nothing.
  const jsx = sorted.some(({ code }) => syntaxErrors.has(code)) ? jsxIn(code) : undefined;
  if (jsx === undefined) return sorted;
  const { line, column } = jsx;
  return [{ line, column, endLine: line, endColumn: column + 1, code: noJsx, message: jsxMessage, severity: "error" }];
}

/** "Cannot use JSX unless the '--jsx' flag is provided." */
const noJsx = 17004;
/** What is expected where the text of an element, or its closing tag, stands. */
const syntaxErrors = new Set([1005, 1003, 1109, 1110, 1128, 1161, 1434]);
/** "Cannot find module or its type declarations." */
export const noModule = 2307;

/**
 * That a name is possibly null or undefined. If an earlier cell declared it, then a cell in between may have tested it or
 * given it a value, which modules do not tell each other: nobody should be kept from running the cell.
 */
const maySinceBeKnown = (code: number, message: string, names: Names): boolean =>
  [18047, 18048, 18049].includes(code) && names.has(/'([\p{ID_Continue}$]+)/u.exec(message)?.[1] ?? "");

const constants: { [K in DeclaredKind]?: [code: number, what: string] } = {
  const: [2588, "a constant"],
  function: [2630, "a function"],
  class: [2629, "a class"],
};

/** As an author of cells needs it: what an earlier cell declared is what it was declared as, and packages come by a magic. */
function reworded(code: number, message: string, names: Names): { code: number; message: string } {
  const name = code === assignedImport ? /'(.+)'/.exec(message)?.[1] : undefined;
  const kind = name === undefined ? undefined : names.get(name)?.kind;
  const missing = code === noModule ? /'([^']+)'/.exec(message)?.[1] : undefined;
  if (missing !== undefined && /^(?:@[\w.-]+\/)?[a-z0-9][\w.-]*(?:\/|$)/i.test(missing)) {
    const [name] = /^(?:@[^/]+\/)?[^/]+/.exec(missing) ?? [missing];
    return { code, message: `${message} \`%npm install ${name}\` brings it.` };
  }
  const constant = kind === undefined ? undefined : constants[kind];
  if (constant === undefined) return { code, message };
  return { code: constant[0], message: `Cannot assign to '${name}' because it is ${constant[1]}.` };
}
