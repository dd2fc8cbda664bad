// The modules that a message refers to, each once, so that its receiver can import them before it reads on.

import type { Reader, Writer } from "./bytes.ts";

export interface ModuleName {
  specifier: string;
  directory: string;
}

export class ModuleShelf {
  readonly #numbers = new Map<string, number>();
  readonly #names: ModuleName[] = [];

  get isEmpty(): boolean {
    return this.#names.length === 0;
  }

  number({ specifier, directory }: ModuleName): number {
    const key = `${specifier}\n${directory}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#names.push({ specifier, directory }) - 1;
    this.#numbers.set(key, number);
    return number;
  }

  write(out: Writer): void {
    out.count(this.#names.length);
    for (const { specifier, directory } of this.#names) {
      out.text(specifier);
      out.text(directory);
    }
  }
}

export function readModuleNames(input: Reader): ModuleName[] {
  return Array.from({ length: input.count() }, () => ({ specifier: input.text(), directory: input.text() }));
}
