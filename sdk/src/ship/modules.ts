// Values that come from a module which every process can import for itself: they travel as specifier, folder and export name.

import { builtinModules, createRequire, isBuiltin } from "node:module";
import { dirname, sep } from "node:path";
import { host } from "../host.ts";
import { isPath } from "./project-files.ts";
import { isPackageFile, resolveImport, type Script, scriptOfFile } from "./scripts.ts";

/** Where to find a value: import `specifier` as seen from `directory`, then follow `path` into the namespace. */
export interface Reference {
  specifier: string;
  /** Empty where the specifier is absolute, or a module of Node's. */
  directory: string;
  path: string[];
}

const require = createRequire(import.meta.url);

/** What a kernel knows: namespaces that it handed to cells, and their exports. */
export function fromHost(value: object): Reference | undefined {
  const { importedFrom, exportedFrom } = host();
  const module = importedFrom?.(value);
  if (module) return { ...tidy(module), path: [] };
  const found = exportedFrom?.(value);
  return found && { ...tidy(found), path: [found.name] };
}

/** A module of Node's is the same from everywhere. */
const tidy = ({ specifier, directory }: { specifier: string; directory: string }) =>
  isBuiltin(specifier)
    ? { specifier: specifier.startsWith("node:") ? specifier : `node:${specifier}`, directory: "" }
    : { specifier, directory };

/** A name that a file imports, as the file says it. */
export function fromImport(name: string, script: Script): Reference | undefined {
  const found = script.imports.get(name);
  if (!found) return undefined;
  const module = resolveImport(found.specifier, script);
  if (wouldStartAgain(module.specifier)) return undefined;
  return { ...module, path: found.name === undefined ? [] : [found.name] };
}

/** Gives the value that an imported name has at the moment; undefined where only V8 could tell. */
export function liveImport(name: string, script: Script): (() => unknown) | undefined {
  const found = script.imports.get(name);
  if (!found) return undefined;
  const { specifier, directory } = resolveImport(found.specifier, script);
  const module = load(specifier, script.file ?? `${directory}${sep}x`);
  if (!isNamespaceObject(module) && !isBuiltin(specifier)) return undefined;
  const { name: exported } = found;
  return exported === undefined ? undefined : () => Reflect.get(module as object, exported);
}

/** To import the script that the author started would start it again. */
const isMainScript = (file: string) => process.argv[1] !== undefined && file === process.argv[1];

const starters = new Map<string, boolean>();

/** Whether to import a file would be to start the author's script again, because it is that script, or imports it. */
function wouldStartAgain(file: string): boolean {
  const known = starters.get(file) ?? startsAgain(file);
  starters.set(file, known);
  return known;
}

function startsAgain(file: string, seen = new Set<string>()): boolean {
  if (isMainScript(file)) return true;
  if (!isPath(file) || isPackageFile(file) || seen.has(file)) return false;
  seen.add(file);
  const script = scriptOfFile(file);
  const imported = new Set([...(script?.imports.values() ?? [])].map((it) => it.specifier));
  return [...imported].some((it) => script && startsAgain(resolveImport(it, script).specifier, seen));
}

/** A built-in module, or an export of one. Only modules that somebody loaded are looked at. */
export function fromBuiltin(value: object): Reference | undefined {
  return builtins().get(value);
}

let builtinValues = new Map<unknown, Reference>();
let builtinsLoaded = 0;

function builtins(): Map<unknown, Reference> {
  const { moduleLoadList } = process as unknown as { moduleLoadList: string[] };
  if (moduleLoadList.length === builtinsLoaded) return builtinValues;
  builtinsLoaded = moduleLoadList.length;
  const loaded = new Set(moduleLoadList);
  builtinValues = new Map();
  for (const name of builtinModules) {
    if (!loaded.has(`NativeModule ${name}`) || name.startsWith("_") || deprecated.has(name)) continue;
    collectExports(name, process.getBuiltinModule(name));
  }
  return builtinValues;
}

/** Their mere mention prints a warning. */
const deprecated = new Set(["punycode", "sys", "process"]);

function collectExports(name: string, module: unknown): void {
  if ((typeof module !== "object" && typeof module !== "function") || module === null) return;
  const specifier = `node:${name}`;
  const add = (value: unknown, path: string[]) => {
    const isThing = typeof value === "function" || (typeof value === "object" && value !== null);
    if (isThing && !builtinValues.has(value)) builtinValues.set(value, { specifier, directory: "", path });
  };
  add(module, ["default"]);
  for (const key of Object.keys(module)) {
    const value = Object.getOwnPropertyDescriptor(module, key)?.value;
    add(value, ["default", key]);
    if (typeof value === "function" && value.prototype) add(value.prototype, ["default", key, "prototype"]);
  }
}

/** A whole module, held as a value: recognised by what the given scripts import. */
export function fromNamespace(value: object, scripts: Iterable<Script>): Reference | undefined {
  const main: unknown = Reflect.get(value, "default");
  const builtin = typeof main === "object" || typeof main === "function" ? builtins().get(main) : undefined;
  if (builtin?.path.length === 1) return { ...builtin, path: [] };
  for (const script of scripts) {
    for (const { specifier } of script.imports.values()) {
      const module = resolveImport(specifier, script);
      const loaded = load(module.specifier, script.file ?? `${module.directory}${sep}x`);
      if (loaded === value || (loaded !== undefined && loaded === main)) return { ...module, path: [] };
    }
  }
  return undefined;
}

/** An export of a file that this process has loaded: by package name where the package gives it, else by path. */
export function fromFile(value: object, script: Script, from: string): Reference | undefined {
  const file = script.file;
  // With a query it is one of several modules of that file, and only the one without can be asked for.
  if (file === undefined || wouldStartAgain(file) || script.name.includes("?")) return undefined;
  if (isPackageFile(file)) {
    const name = packageName(file);
    const path = exportPath(load(name, `${from}${sep}x`), value);
    if (path) return { specifier: name, directory: from, path };
  }
  const path = exportPath(load(file, file), value);
  return path && { specifier: file, directory: "", path };
}

/** "lodash" or "@scope/name", of a path in node_modules. */
export function packageName(file: string): string {
  const parts =
    file
      .split(/[\\/]node_modules[\\/]/)
      .at(-1)
      ?.split(/[\\/]/) ?? [];
  return parts[0]?.startsWith("@") ? `${parts[0]}/${parts[1]}` : (parts[0] ?? "");
}

/** The file is loaded already, so this runs nothing: Node keeps one instance of each module, whoever asks for it. */
function load(specifier: string, from: string): unknown {
  try {
    return createRequire(from)(specifier);
  } catch {
    // Not exported, or a module that awaits at its top: then nothing of it can be found this way.
    return undefined;
  }
}

function exportPath(module: unknown, value: object): string[] | undefined {
  if (module === value) return isNamespaceObject(module) ? [] : ["default"];
  if ((typeof module !== "object" && typeof module !== "function") || module === null) return undefined;
  const isNamespace = isNamespaceObject(module);
  for (const name of Object.keys(module)) {
    if ((module as Record<string, unknown>)[name] === value) return isNamespace ? [name] : ["default", name];
  }
  const main = isNamespace ? (module as { default?: unknown }).default : undefined;
  if (typeof main !== "object" || main === null) return undefined;
  for (const name of Object.keys(main)) {
    if (Object.getOwnPropertyDescriptor(main, name)?.value === value) return ["default", name];
  }
  return undefined;
}

const isNamespaceObject = (module: unknown) => Object.prototype.toString.call(module) === "[object Module]";

/** `module.exports` of a CommonJS file that somebody required. */
export function fromRequired(value: object, from: string): Reference | undefined {
  const file = requiredFiles().get(value);
  if (file === undefined || isMainScript(file)) return undefined;
  if (isPackageFile(file) && load(packageName(file), `${from}${sep}x`) === value) {
    return { specifier: packageName(file), directory: from, path: ["default"] };
  }
  return { specifier: file, directory: "", path: ["default"] };
}

let required = new Map<unknown, string>();
let requiredCount = 0;

/** Files by what they export. */
function requiredFiles(): Map<unknown, string> {
  const files = Object.keys(require.cache);
  if (files.length !== requiredCount) {
    requiredCount = files.length;
    required = new Map(files.map((file) => [require.cache[file]?.exports, file]));
  }
  return required;
}

/** Whether this is the `require` of a CommonJS file, which a process makes for itself. */
export const isRequire = (value: object): boolean =>
  typeof value === "function" && value.name === "require" && "resolve" in value && "cache" in value;

export const folderOf = (script: Script | undefined): string => (script?.file ? dirname(script.file) : process.cwd());
