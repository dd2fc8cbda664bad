// Notices which files outside the notebook have changed since the type checker read them: it does not watch the disk.

import { readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { foldersFrom } from "./package-folder.ts";

/** A file that is not as it was, in the numbers of the Language Server Protocol. */
export interface FileChange {
  path: string;
  type: 1 | 2 | 3; // created, changed, deleted
}

export interface DiskChanges {
  files: FileChange[];
  /** Packages were installed, updated or removed. */
  packages: boolean;
}

/** When a file changed last; 0 if there is none. */
type Changed = number;

/** Follows the relative imports of cells, and of what they import, and looks at what package managers leave behind. */
export class ImportedFiles {
  readonly #directory: string;
  #files = new Map<string, Changed>();
  #imports = new Map<string, { changed: Changed; specifiers: string[] }>();
  #packages: string;

  constructor(directory: string) {
    this.#directory = directory;
    this.#packages = this.#packageState();
  }

  /** What changed since it was asked last, among all that this text imports. */
  changesFor(cells: Iterable<string>): DiskChanges {
    const before = this.#files;
    // Not only what these cells import: the server remembers what earlier ones did, and they may be asked about again.
    this.#files = new Map([...before.keys()].map((path) => [path, changedAt(path)]));
    const seen = new Set<string>();
    for (const code of cells) {
      for (const specifier of relativeImports(code)) this.#follow(this.#directory, specifier, seen);
    }
    const files: FileChange[] = [];
    for (const [path, now] of this.#files) {
      const then = before.get(path);
      if (then !== undefined && then !== now) files.push({ path, type: then === 0 ? 1 : now === 0 ? 3 : 2 });
    }
    const packages = this.#packageState();
    const changes = { files, packages: packages !== this.#packages };
    this.#packages = packages;
    return changes;
  }

  #follow(directory: string, specifier: string, seen: Set<string>): void {
    for (const path of candidates(resolve(directory, specifier))) {
      if (seen.has(path)) continue;
      seen.add(path);
      const changed = this.#files.get(path) ?? changedAt(path);
      this.#files.set(path, changed);
      if (changed !== 0) for (const next of this.#importsOf(path, changed)) this.#follow(dirname(path), next, seen);
    }
  }

  #importsOf(path: string, changed: Changed): string[] {
    const known = this.#imports.get(path);
    if (known?.changed === changed) return known.specifiers;
    const specifiers = [...relativeImports(readFileSync(path, "utf8"))];
    this.#imports.set(path, { changed, specifiers });
    return specifiers;
  }

  #packageState(): string {
    return foldersFrom(this.#directory)
      .flatMap((folder) => installMarks.map((mark) => join(folder, "node_modules", mark)))
      .map((path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0)
      .join();
  }
}

function changedAt(path: string): Changed {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat?.isFile() === true ? stat.mtimeMs : 0;
}

/** npm, pnpm and yarn each rewrite one of these whenever they install. */
const installMarks = [".package-lock.json", ".modules.yaml", ".yarn-state.yml"];

/** Where a relative import may lead: the same places the runner tries, and type declarations. */
const candidates = (path: string): string[] => [
  ...new Set([
    path,
    path.replace(/\.([mc]?)js$/, ".$1ts"),
    ...[".ts", ".d.ts", ".js", ".json", "/index.ts", "/index.js"].map((ending) => path + ending),
  ]),
];

function* relativeImports(code: string): Generator<string> {
  for (const [, specifier = ""] of code.matchAll(/\b(?:from|import)\s*\(?\s*["'](\.{1,2}\/[^"'\n]+)["']/g))
    yield specifier;
}
