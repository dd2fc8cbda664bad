// The modules that a message refers to, each once, so that its receiver can import them before it reads on.

import type { Reader, Writer } from "./bytes.ts";
import { versionOf } from "./file-version.ts";

export interface ModuleName {
  /** A package, a module of Node's, or a path. */
  specifier: string;
  /** The folder it is seen from; empty where that makes no difference. */
  directory: string;
  /** What the text of a project's own file came to; empty for everything else. */
  version: string;
}

export class ModuleShelf {
  readonly #numbers = new Map<string, number>();
  readonly #names: ModuleName[] = [];

  number({ specifier, directory }: Pick<ModuleName, "specifier" | "directory">): number {
    const key = `${specifier}\n${directory}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#names.push({ specifier, directory, version: versionOf(specifier, directory) }) - 1;
    this.#numbers.set(key, number);
    return number;
  }

  /** Whether no file of the project was edited since. */
  get isCurrent(): boolean {
    return this.#names.every((it) => it.version === "" || versionOf(it.specifier, it.directory) === it.version);
  }

  write(out: Writer): void {
    out.count(this.#names.length);
    for (const { specifier, directory, version } of this.#names) {
      out.text(specifier);
      out.text(directory);
      out.text(version);
    }
  }
}

export function readModuleNames(input: Reader): ModuleName[] {
  return Array.from({ length: input.count() }, () => ({
    specifier: input.text(),
    directory: input.text(),
    version: input.text(),
  }));
}
