// What is said about the name under the cursor.

import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import type { Definition, Range } from "./answers.ts";
import { offsetAt } from "./positions.ts";

/** Where the name starts that a person at this offset asks about: the one around it, or the one that is being called. */
export function askedName(code: string, offset: number): number | undefined {
  const isName = (at: number) => /[\p{ID_Continue}$]/u.test(code.charAt(at));
  let at = offset;
  while (isName(at - 1)) at -= 1;
  if (isName(at) && !/[0-9]/.test(code.charAt(at))) return at;
  // In `f(1, |` it is f.
  let depth = 0;
  for (at = offset - 1; at >= 0; at -= 1) {
    const character = code.charAt(at);
    if (character === ")" || character === "]" || character === "}") depth += 1;
    else if (character === "[" || character === "{") depth -= 1;
    else if (character === "(" && depth-- === 0) return isName(at - 1) ? askedName(code, at) : undefined;
    if (depth < 0) depth = 0;
  }
  return undefined;
}

/** A hover text without traces of how cells see each other. */
export const withoutAlias = (markdown: string): string =>
  markdown.replaceAll(/^\(alias\) ([\s\S]*?)(?:\nimport [^\n]*)?(?=\n```)/gm, "$1");

/** Where something is defined, and its own lines. */
export async function sourceOf(
  { targetUri, targetRange }: Definition,
  documents: ReadonlyMap<string, string>,
  executionCountOf: (module: string) => number | undefined,
): Promise<string> {
  const path = fileURLToPath(targetUri);
  const module = basename(path);
  const own = documents.get(module);
  if (own === undefined) {
    return `${path}:${targetRange.start.line + 1}\n${excerpt(await readFile(path, "utf8"), targetRange)}`;
  }
  const count = executionCountOf(module);
  const cell = count === undefined ? "This cell" : `Cell [${count}]`;
  return `${cell}, line ${targetRange.start.line}\n${excerpt(own, targetRange)}`;
}

/** A definition's lines as a code block; a long one is cut. */
function excerpt(text: string, range: Range): string {
  const source = text.slice(offsetAt(text, { ...range.start, character: 0 }), offsetAt(text, range.end));
  const lines = source.split("\n");
  const shown = lines.length > longest ? [...lines.slice(0, longest), "// …"] : lines;
  return `\`\`\`typescript\n${shown.join("\n").trimEnd()}\n\`\`\``;
}

const longest = 200;
