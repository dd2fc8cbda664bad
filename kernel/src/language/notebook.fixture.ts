// Notebooks for tests: a folder with files, the language service of a notebook in it, and cells that run one after the other.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import { type Diagnostic, type Language, type LanguageOptions, openLanguage } from "./language.ts";

/** A notebook's folder with these files, and the language service of a notebook in it. */
export async function notebook(
  t: TestContext,
  files: Record<string, string> = {},
  options: Partial<LanguageOptions> = {},
): Promise<{
  language: Language;
  directory: string;
  write: (files: Record<string, string>) => void;
  log: string[];
  servers: number[];
}> {
  const directory = mkdtempSync(join(tmpdir(), "covalent-language-"));
  const write = (more: Record<string, string>) => {
    for (const [path, text] of Object.entries(more)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    }
  };
  write(files);
  const log: string[] = [];
  const servers: number[] = [];
  const language = await openLanguage({
    directory,
    log: (line) => log.push(line),
    onStarted: (pid) => servers.push(pid),
    ...options,
  });
  t.after(async () => {
    await language[Symbol.asyncDispose]();
    rmSync(directory, { recursive: true });
  });
  return { language, directory, write, log, servers };
}

/** Runs cells one after the other, and says what is wrong in each: "line:column code". */
export async function run(language: Language, ...cells: string[]): Promise<string[][]> {
  const found: string[][] = [];
  for (const [index, code] of cells.entries()) {
    found.push(placed(await language.check(code)));
    language.accept(code, index + 1);
  }
  return found;
}

export const placed = (diagnostics: Diagnostic[]): string[] =>
  diagnostics.map(({ line, column, code }) => `${line}:${column} TS${code}`).sort();

export const messages = async (language: Language, code: string): Promise<string[]> =>
  (await language.check(code)).map(({ message }) => message);
