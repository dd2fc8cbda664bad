// TypeScript to JavaScript, in place where types can simply be blanked out: lines and columns stay true then.

import { jsxIn, jsxMessage } from "./jsx.ts";
import { nodeStrip } from "./node-strip.ts";
import { blankTypes } from "./parse.ts";
import { SyntaxFault } from "./syntax-fault.ts";

export interface Stripped {
  code: string;
  /** Source map from `code` to the text, as JSON; absent if every position is the same. */
  map?: string;
}

const inlineMap = /\n*\/\/# sourceMappingURL=data:application\/json;base64,(.*)\s*$/;

/** Throws SyntaxFault. */
export function stripTypes(text: string): Stripped {
  try {
    return { code: blankTypes(text) };
  } catch (error) {
    if (!isCoded(error, "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX")) throw faultOf(error, text);
  }
  // Enums, namespaces and parameter properties are code: they cannot be blanked out.
  try {
    const code = nodeStrip(text, { mode: "transform", sourceMap: true });
    const map = inlineMap.exec(code)?.[1] ?? "";
    return { code: code.replace(inlineMap, "\n"), map: Buffer.from(map, "base64").toString() };
  } catch (error) {
    throw faultOf(error, text);
  }
}

const isCoded = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;

/** Node says where only in the stack: ":<line>", the line's text, and carets under it. */
function faultOf(error: unknown, text: string): unknown {
  if (!(error instanceof Error) || error.stack === undefined) return error;
  const jsx = jsxIn(text);
  if (jsx !== undefined) return new SyntaxFault(jsxMessage, jsx, { cause: error });
  const line = Number(/^[^\n]*:(\d+)\n/.exec(error.stack)?.[1] ?? 1);
  const carets = error.stack.split("\n").find((row) => /^\s*\^+\s*$/.test(row));
  const column = carets === undefined ? 1 : carets.indexOf("^") + 1;
  return new SyntaxFault(error.message, { line, column }, { cause: error });
}
