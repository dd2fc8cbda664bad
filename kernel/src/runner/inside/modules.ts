// What `import` in a cell brings: modules as seen from the notebook's folder, and one copy of covalent-ts for all.

import { statSync } from "node:fs";
import { createRequire, registerHooks } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { CovalentError } from "covalent-ts/errors";
import { withDocument } from "./display/plots.ts";

/** Where a cell's import came from, as the SDK needs it to send code elsewhere. */
export interface Origin {
  specifier: string;
  directory: string;
}

export interface CellModules {
  /** `import()` of a cell; `wanted` are the exports that must be there. */
  import(specifier: string, options?: ImportCallOptions, wanted?: readonly string[]): Promise<object>;
  /** `import.meta` of a cell. */
  meta: { url: string; dirname: string; filename: string; resolve(specifier: string): string };
  require: NodeJS.Require;
  importedFrom(namespace: object): Origin | undefined;
  exportedFrom(value: object): (Origin & { name: string }) | undefined;
}

/** @param directory The notebook's folder. */
export function openCellModules(directory: string): CellModules {
  // It does not exist: only its folder matters.
  const cellFile = join(directory, "cell.ts");
  const cellUrl = pathToFileURL(cellFile).href;
  const require = createRequire(cellFile);
  const namespaces = new WeakMap<object, Origin>();
  const exported = new WeakMap<object, Origin & { name: string }>();
  const versions = new Map<string, number>();

  registerHooks({
    resolve(specifier, context, next) {
      // Two copies would not know each other's electrons.
      if (/^covalent-ts(\/|$)/.test(specifier)) return next(specifier, { ...context, parentURL: import.meta.url });
      if (context.parentURL !== import.meta.url) return next(specifier, context);
      const found = resolveFromCell(specifier, (it) => next(it, { ...context, parentURL: cellUrl }));
      return { ...found, url: withVersion(found.url, versions) };
    },
  });

  const remember = (namespace: object, origin: Origin): void => {
    namespaces.set(namespace, origin);
    for (const name of Object.keys(namespace)) {
      const value: unknown = Reflect.get(namespace, name);
      if ((typeof value === "object" && value !== null) || typeof value === "function") {
        if (!exported.has(value)) exported.set(value, { ...origin, name });
      }
    }
  };

  return {
    require,
    meta: {
      url: cellUrl,
      dirname: directory,
      filename: cellFile,
      resolve: (specifier) => pathToFileURL(require.resolve(specifier)).href,
    },
    async import(specifier, options, wanted = []) {
      const namespace = withDocument(specifier, await load(specifier, options, directory), require);
      remember(namespace, { specifier, directory });
      const missing = wanted.filter((name) => !(name in namespace));
      if (missing.length === 0) return namespace;
      // Node finds the names of a CommonJS module by reading its text, and misses some.
      const whole = "module.exports" in namespace ? Object(namespace["module.exports"]) : {};
      for (const name of missing) {
        if (!(name in whole)) throw new SyntaxError(`'${specifier}' has no export '${name}'.`);
      }
      return { ...whole, ...namespace };
    },
    importedFrom: (namespace) => namespaces.get(namespace),
    exportedFrom: (value) => exported.get(value),
  };
}

async function load(specifier: string, options: ImportCallOptions | undefined, directory: string): Promise<object> {
  const json = specifier.endsWith(".json") && options === undefined;
  try {
    return await import(specifier, json ? { with: { type: "json" } } : options);
  } catch (error) {
    if (!isMissing(error)) throw error;
    // The same code is given for a package that the module itself imports.
    if (
      error.message.includes("imported from") &&
      !error.message.includes(`imported from ${join(directory, "cell.ts")}`)
    ) {
      throw error;
    }
    if (/^[./]/.test(specifier))
      throw new Error(`There is no module '${specifier}' in ${directory}.`, { cause: error });
    throw new CovalentError("PACKAGE_NOT_FOUND", { specifier, directory });
  }
}

const isMissing = (error: unknown): error is Error =>
  error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";

/** TypeScript lets a person write `./a.js`, or nothing, for `./a.ts`. */
function resolveFromCell<T>(specifier: string, resolve: (specifier: string) => T): T {
  try {
    return resolve(specifier);
  } catch (error) {
    if (!/^\.{0,2}\//.test(specifier)) throw error;
    for (const candidate of [specifier.replace(/\.js$/, ".ts"), `${specifier}.ts`, `${specifier}.js`]) {
      if (candidate === specifier) continue;
      try {
        return resolve(candidate);
      } catch {
        // The first refusal names what the person wrote.
      }
    }
    throw error;
  }
}

/** A file that changed since it was imported is another module, so that running the cell again brings the new one. */
function withVersion(url: string, versions: Map<string, number>): string {
  if (!url.startsWith("file:") || url.includes("/node_modules/")) return url;
  const changed = statSync(fileURLToPath(url), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const first = versions.get(url) ?? changed;
  versions.set(url, first);
  return changed === first ? url : `${url}?changed=${changed}`;
}
