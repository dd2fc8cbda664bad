// Imports a module as if a file of another folder did: Node resolves a specifier by who asks.

import Module, { isBuiltin } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { CovalentError } from "../errors.ts";
import type { ModuleName } from "./module-name.ts";
import { existing, isPath } from "./project-files.ts";

type Import = (specifier: string) => Promise<object>;
const importers = new Map<string, Import>();

/** What `require` makes of a file's text, without the file. Many a tool rests on it, though it is not in the manual. */
type Compiled = Module & { _compile(text: string, file: string): void };

/** No such file is there: only its folder matters. */
const askerIn = (directory: string) => join(directory, "covalent.cjs");

/** A module that lies in the folder, as far as Node's own loader can tell; `vm` can do this too, but warns about it. */
function importerIn(directory: string): Import {
  let known = importers.get(directory);
  if (!known) {
    const file = askerIn(directory);
    const module = new Module(file) as Compiled;
    module._compile("module.exports = (specifier) => import(specifier);", file);
    known = module.exports as Import;
    importers.set(directory, known);
  }
  return known;
}

/**
 * The namespace of a module. Our own packages are always the copy that this process runs; any other is looked for from the
 * author's folder, and where that does not exist, from `fallback`.
 * Throws `PACKAGE_NOT_FOUND`, or whatever the module throws when it is evaluated.
 */
export async function importFrom(
  { specifier, directory }: Omit<ModuleName, "version">,
  fallback: string,
): Promise<object> {
  if (/^covalent-ts(\/|$)/.test(specifier)) {
    const own = await import(specifier).catch(() => undefined);
    if (own) return own;
  }
  if (isBuiltin(specifier)) return import(specifier);
  if (isPath(specifier)) return importFile(resolve(directory, specifier));
  const places = [...new Set([directory, fallback])].filter((it) => it !== "");
  let failure: unknown;
  for (const place of places) {
    try {
      return await importerIn(place)(specifier);
    } catch (error) {
      if (!isMissing(error, place)) throw error;
      failure = error;
    }
  }
  throw new CovalentError("PACKAGE_NOT_FOUND", { specifier, directory: places[0] ?? fallback }, { cause: failure });
}

const importFile = (path: string): Promise<object> => import(pathToFileURL(existing(path) ?? path).href);

/** True if the module itself is missing, rather than something that it imports. */
function isMissing(error: unknown, place: string): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return code === "ERR_MODULE_NOT_FOUND" && message?.endsWith(`imported from ${askerIn(place)}`) === true;
}
