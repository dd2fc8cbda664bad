// A function named by the module that exports it: nothing of it has to be captured, and nothing is loaded before it is called.

import { isBuiltin } from "node:module";
import { dirname, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { CovalentError } from "../errors.ts";
import { host } from "../host.ts";
import { nameFunction } from "../ship/index.ts";
import { isPath } from "../ship/project-files.ts";
import type { Callable } from "./definition.ts";

/**
 * The export `name` of a module: of a package, by its name; of a file, by its URL or its path, which may be relative to
 * `folder`. Called here, it imports the module first, and so returns a promise.
 */
export function moduleFunction(module: string | URL, name: string, folder: string): Callable {
  const asked = String(module);
  const file = asked.startsWith("file:") ? fileURLToPath(asked) : isPath(asked) ? resolve(folder, asked) : undefined;
  const specifier = file ?? asked;
  const directory = file !== undefined || isBuiltin(specifier) ? "" : folder;
  const fn = async (...args: unknown[]): Promise<unknown> => {
    const { importFrom } = await import("../ship/import-from.ts");
    const namespace = await importFrom({ specifier, directory }, folder);
    const found: unknown = Reflect.get(namespace, name);
    if (typeof found !== "function") throw new CovalentError("NO_SUCH_EXPORT", { module: specifier, name });
    return Reflect.apply(found, undefined, args);
  };
  Object.defineProperty(fn, "name", { value: name });
  const shown = file === undefined ? specifier : pathToFileURL(file).href;
  const imported = name === "default" ? "it" : name;
  const clause = name === "default" ? "it" : `{ ${name} }`;
  nameFunction(
    fn,
    { specifier, directory, path: [name] },
    `import ${clause} from ${JSON.stringify(shown)};\n${imported}`,
  );
  return fn;
}

/** Where the author's text stands that calls `below`. */
export const folderOf = (file: string | undefined): string => {
  if (file !== undefined && isPath(file)) return dirname(file);
  const { notebook } = host();
  return notebook === undefined ? process.cwd() : dirname(notebook);
};
