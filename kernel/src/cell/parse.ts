// A cell as a syntax tree. On its way to the runner it is looked at several times, and parsed once.

import { type Program, parse } from "acorn";
import { nodeStrip } from "./node-strip.ts";

let latest: { code: string; program: Program } | undefined;

/** Throws acorn's SyntaxError. Nobody may change the tree. */
export function parseModule(code: string): Program {
  if (latest?.code !== code) {
    const program = parse(code, {
      ecmaVersion: "latest",
      sourceType: "module",
      allowAwaitOutsideFunction: true,
      locations: true,
    });
    latest = { code, program };
  }
  return latest.program;
}

/**
 * The text with its types blanked out. What is JavaScript as it stands is left alone: Node loads its compiler when it is asked
 * for the first time, which takes longer than all else that a kernel does for its first cell. Throws Node's error.
 */
export const blankTypes = (text: string): string => (isJavaScript(text) ? text : nodeStrip(text));

/** With angle brackets, what JavaScript compares may be TypeScript's type arguments: `f<T>(x)` is both. */
function isJavaScript(text: string): boolean {
  if (/<[\s\S]*>/.test(text.replaceAll("=>", ""))) return false;
  try {
    parseModule(text);
    return true;
  } catch {
    return false;
  }
}
