// The scripts that functions come from: their names, their text, and what they import.

import { createRequire, isBuiltin } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parse } from "acorn";
import { host } from "../host.ts";
import type { Place } from "../protocol/place.ts";
import { ask, hear } from "./inspection.ts";
import type { Location } from "./scopes.ts";
import { placeOfFrame } from "./stack-map.ts";

/** A script, as V8 holds it: type annotations are blanked, so lines and columns are the author's. */
export interface Script {
  id: string;
  /** What V8 calls it: a path, a file URL, or the name that a kernel gave a cell. */
  name: string;
  /** Its absolute path; undefined for cells, Node's own scripts and evaluated text. */
  file: string | undefined;
  text: string;
  /** Imported names, by what they are called here. */
  imports: Map<string, Import>;
  /** True if it starts with "use strict". */
  strict: boolean;
}
export interface Import {
  specifier: string;
  /** "default", an export's name, or undefined for the whole namespace. */
  name: string | undefined;
}

const names = new Map<string, string>();
const scripts = new Map<string, Script>();

/** The script with this id. */
export function scriptOf(id: string): Script {
  const known = scripts.get(id);
  if (known) return known;
  const script = load(id);
  scripts.set(id, script);
  return script;
}

/** The script that V8 made of a file; undefined if this process has not loaded it. */
export function scriptOfFile(file: string): Script | undefined {
  const url = pathToFileURL(file).href;
  for (const [id, name] of names) if (name === url || name === file) return scriptOf(id);
  return undefined;
}

function load(id: string): Script {
  let text = "";
  const learn = ({ params }: { params: unknown }) => {
    const { scriptId, url } = params as { scriptId: string; url: string };
    names.set(scriptId, url);
  };
  // Enabling the debugger tells the name of every script; nothing is paused, and it is off again at once.
  hear("Debugger.scriptParsed", learn, () => {
    ask("Debugger.enable");
    try {
      if (!isForeign(names.get(id) ?? ""))
        text = (ask("Debugger.getScriptSource", { scriptId: id }) as { scriptSource: string }).scriptSource;
    } finally {
      ask("Debugger.disable");
    }
  });
  const name = names.get(id) ?? "";
  return { id, name, file: fileOf(name), text, ...readTop(text) };
}

const isForeign = (name: string) => name.startsWith("node:") || isPackageFile(name);

/** Whether a path or URL lies in an installed package. */
export const isPackageFile = (name: string): boolean => /[\\/]node_modules[\\/]/.test(name);

function fileOf(name: string): string | undefined {
  if (name.startsWith("file:")) return fileURLToPath(name);
  return /^([\\/]|[a-zA-Z]:[\\/])/.test(name) ? name : undefined;
}

function readTop(text: string): Pick<Script, "imports" | "strict"> {
  const imports = new Map<string, Import>();
  const strict = /^(\s|\/\/[^\n]*\n|\/\*[\s\S]*?\*\/)*["']use strict["']/.test(text);
  if (!/\bimport\b/.test(text)) return { imports, strict };
  for (const statement of parseModule(text)) {
    if (statement.type !== "ImportDeclaration") continue;
    const specifier = String(statement.source.value);
    for (const it of statement.specifiers) {
      if (it.type === "ImportDefaultSpecifier") imports.set(it.local.name, { specifier, name: "default" });
      else if (it.type === "ImportNamespaceSpecifier") imports.set(it.local.name, { specifier, name: undefined });
      else {
        const name = it.imported.type === "Identifier" ? it.imported.name : String(it.imported.value);
        imports.set(it.local.name, { specifier, name });
      }
    }
  }
  return { imports, strict };
}

function parseModule(text: string) {
  try {
    return parse(text, { ecmaVersion: "latest", sourceType: "module", allowHashBang: true }).body;
  } catch {
    // A script that is no module has no import declarations.
    return [];
  }
}

/** The folder from which a script's imports are resolved. */
export function directoryOf(script: Script): string {
  if (script.file) return dirname(script.file);
  const { notebook } = host();
  return notebook ? dirname(notebook) : process.cwd();
}

interface Resolved {
  specifier: string;
  directory: string;
}
const resolved = new WeakMap<Script, Map<string, Resolved>>();

/** Where an import leads: a module that a worker can import too, by package name or by absolute path. */
export function resolveImport(specifier: string, script: Script): Resolved {
  const known = resolved.get(script) ?? new Map<string, Resolved>();
  resolved.set(script, known);
  const module = known.get(specifier) ?? resolveNow(specifier, script);
  known.set(specifier, module);
  return module;
}

function resolveNow(specifier: string, script: Script): Resolved {
  const directory = directoryOf(script);
  if (isBuiltin(specifier)) {
    return { specifier: specifier.startsWith("node:") ? specifier : `node:${specifier}`, directory: "" };
  }
  if (specifier.startsWith("file:")) return { specifier: fileURLToPath(specifier), directory: "" };
  if (/^\.{0,2}[\\/]/.test(specifier) && script.file) {
    return { specifier: createRequire(script.file).resolve(specifier), directory: "" };
  }
  return { specifier, directory };
}

/** The author's name for a position in a script. */
export function placeIn(script: Script, line: number, column: number): Place {
  const at = { script: script.name, line: line + 1, column: column + 1 };
  return placeOfFrame(at) ?? { file: script.file ?? script.name, line: at.line, column: at.column };
}

/** Where a function's own text starts, given where V8 locates it and how far into its text that is. */
export function startOf(location: Location, anchor: string, script: Script): { line: number; column: number } {
  const newlines = anchor.split("\n").length - 1;
  if (newlines === 0) return { line: location.line, column: location.column - anchor.length };
  const line = location.line - newlines;
  const first = anchor.slice(0, anchor.indexOf("\n"));
  return { line, column: Math.max(0, script.text.split("\n")[line]?.lastIndexOf(first) ?? 0) };
}
