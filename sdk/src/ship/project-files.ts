// The files of a project that somebody imports, with all that those import from the project themselves, and the hash of them.

import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve, sep } from "node:path";
import { isPackageFile } from "./scripts.ts";

export interface ProjectFiles {
  /** The folder that they all lie in: that of the nearest `package.json`, or one further up if they reach beyond it. */
  root: string;
  /** By their paths from there, with slashes, in alphabetical order. */
  files: { path: string; bytes: Uint8Array; hash: string }[];
  /** Tells one state of the files from any other. */
  hash: string;
}

interface Known {
  project: ProjectFiles;
  /** When each file was changed last. */
  changed: Map<string, number>;
}

const known = new Map<string, Known>();

/** Whether a specifier names a file, rather than a package. */
export const isPath = (specifier: string): boolean => /^(\.{0,2}[\\/]|[a-zA-Z]:[\\/])/.test(specifier);

/** A project's own file that a specifier means; packages, and their files, do not change under way. */
export function projectFile(specifier: string, directory: string): string | undefined {
  const file = isPath(specifier) ? existing(resolve(directory, specifier)) : undefined;
  return file === undefined || isPackageFile(file) ? undefined : file;
}

/** As long as none of them changes, the same object comes back. Undefined for no files. */
export function projectFilesOf(entries: readonly string[]): ProjectFiles | undefined {
  if (entries.length === 0) return undefined;
  const key = entries.join("\n");
  const before = known.get(key);
  if (before && [...before.changed].every(([path, time]) => changeOf(path) === time)) return before.project;
  const found = read(entries);
  known.set(key, found);
  return found.project;
}

function read(entries: readonly string[]): Known {
  const contents = new Map<string, Buffer>();
  const open = [...entries];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (contents.has(file)) continue;
    const bytes = readFileSync(file);
    contents.set(file, bytes);
    const manifest = manifestOf(file);
    if (manifest !== undefined) open.push(manifest);
    if (isCode(file)) open.push(...importsOf(file, bytes.toString("utf8")));
  }
  const paths = [...contents.keys()];
  const [first = ""] = entries;
  const root = commonFolder(dirname(manifestOf(first) ?? first), paths);
  const files = paths
    .map((file) => {
      const bytes = contents.get(file) ?? new Uint8Array();
      return { path: relative(root, file).split(sep).join("/"), bytes, hash: sha256(bytes) };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const hash = sha256(files.map((it) => `${it.path} ${it.hash}`).join("\n")).slice(0, 16);
  const changed = new Map(paths.map((file) => [file, changeOf(file) ?? 0]));
  return { project: { root, files, hash }, changed };
}

const sha256 = (content: string | Uint8Array): string => createHash("sha256").update(content).digest("hex");

const changeOf = (file: string): number | undefined => statSync(file, { throwIfNoEntry: false })?.mtimeMs;

const isCode = (file: string): boolean => /\.[cm]?[jt]sx?$/.test(file);

/**
 * What a text may import of its own project, as a pattern sees it: it also finds what stands in comments, which does no harm.
 * `node:module` knows more about a text, but nothing about types.
 */
const importing =
  /(?:\bfrom|\bimport|\bimport\s*\(|\brequire\s*\(|\bresolve\s*\(|\bnew\s+URL\s*\()\s*(["'`])((?:\.{0,2}[\\/]|#)[^"'`\n]+)\1/g;

function importsOf(file: string, text: string): string[] {
  return [...text.matchAll(importing)].flatMap(([, , specifier = ""]) => {
    const found = specifier.startsWith("#") ? aliased(specifier, file) : existing(resolve(dirname(file), specifier));
    return found === undefined || isPackageFile(found) ? [] : [found];
  });
}

/** `#model` is what the project's `package.json` says. */
function aliased(specifier: string, file: string): string | undefined {
  try {
    return createRequire(file).resolve(specifier);
  } catch {
    return undefined;
  }
}

/** TypeScript lets a person write `./a.js`, or nothing, for `./a.ts`; CommonJS lets them write a folder. */
export const candidates = (path: string): string[] => [
  path,
  path.replace(/\.([cm]?)js$/, ".$1ts"),
  ...[".ts", ".js", ".mjs", ".cjs", ".json"].map((end) => path + end),
  join(path, "index.ts"),
  join(path, "index.js"),
];

/** The first of them that is there. */
export const existing = (path: string): string | undefined =>
  candidates(path).find((it) => statSync(it, { throwIfNoEntry: false })?.isFile());

/** The `package.json` that says how a file is loaded. */
function manifestOf(file: string): string | undefined {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (changeOf(manifest) !== undefined) return manifest;
    if (folder === dirname(folder)) return undefined;
  }
}

function commonFolder(start: string, files: readonly string[]): string {
  let folder = start;
  while (!files.every((it) => it.startsWith(folder.endsWith(sep) ? folder : folder + sep))) folder = dirname(folder);
  return folder;
}
