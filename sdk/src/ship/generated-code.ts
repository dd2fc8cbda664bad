// Compiles the code that a message brings, and lends it the few things that it asks for while it is put together.

import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { Script } from "node:vm";
import { importFrom } from "./import-from.ts";
import type { Segment } from "./lexical-tree.ts";
import { rememberCode } from "./stack-map.ts";

type Definer = () => NamedFunction;
type NamedFunction = ((...args: unknown[]) => unknown) & { name: string };
type SetPrivate = (owner: object, name: string, value: unknown) => void;

/** What generated code sees as `covalent$`. */
interface Runtime {
  functions: Definer[];
  /** Starts a block: it defines its functions, and stops where it needs the value of its first variable. */
  block(number: number, body: () => Iterator<void, void, unknown>): void;
  /** The base class and the computed names of the class that is being defined. */
  base: unknown;
  keys: PropertyKey[];
  /** True while classes make instances that hold nothing. */
  blank: boolean;
  setPrivate: SetPrivate | undefined;
  member(literal: object): unknown;
  importFrom(file: string): (specifier: string) => Promise<object>;
  metaOf(file: string): object;
}

/** The code of one message, run once: every function in it can be defined, and every variable set. */
export class Code {
  readonly #runtime: Runtime;
  readonly #directory: string;
  readonly #blocks: Iterator<void, void, unknown>[] = [];
  readonly #setters = new Map<object, SetPrivate>();

  /** `name` is what stack traces will call it. */
  constructor(text: string, name: string, segments: Segment[], directory: string) {
    this.#runtime = {
      functions: [],
      block: (number, body) => {
        const block = body();
        this.#blocks[number] = block;
        block.next();
      },
      base: undefined,
      keys: [],
      blank: false,
      setPrivate: undefined,
      member: onlyMember,
      importFrom: (file) => this.importerIn(file === "" ? directory : dirname(file)),
      metaOf,
    };
    this.#directory = directory;
    if (text === "") return;
    rememberCode(name, segments);
    const factory: unknown = new Script(text, { filename: name }).runInThisContext();
    if (typeof factory === "function") factory(this.#runtime);
  }

  define(index: number, base: unknown, keys: PropertyKey[]): NamedFunction {
    this.#runtime.base = base;
    this.#runtime.keys = keys;
    this.#runtime.setPrivate = undefined;
    const fn = this.#runtime.functions[index]?.();
    if (!fn) throw new TypeError(`function ${index} is missing from the code that came with it`);
    if (this.#runtime.setPrivate) this.#setters.set(fn, this.#runtime.setPrivate);
    return fn;
  }

  /** Gives a block the value of its next variable. */
  setVariable(block: number, value: unknown): void {
    this.#blocks[block]?.next(value);
  }

  setPrivate(maker: object, owner: object, name: string, value: unknown): void {
    this.#setters.get(maker)?.(owner, name, value);
  }

  blankly(make: () => void): void {
    this.#runtime.blank = true;
    try {
      make();
    } finally {
      this.#runtime.blank = false;
    }
  }

  /** `import()` as the author's folder has it. */
  importerIn(folder: string): (specifier: string) => Promise<object> {
    return (specifier) => importFrom({ specifier, directory: folder }, this.#directory);
  }

  /** `import.meta` of a cell in a folder. */
  metaIn(folder: string): object {
    return metaOf(join(folder, "cell.ts"));
  }

  requireFrom(file: string): NodeJS.Require {
    return createRequire(file);
  }
}

function onlyMember(literal: object): unknown {
  const { value, get, set } = Object.values(Object.getOwnPropertyDescriptors(literal))[0] ?? {};
  return value ?? get ?? set;
}

function metaOf(file: string): object {
  const url = pathToFileURL(file).href;
  const { resolve } = createRequire(file);
  return {
    url,
    filename: file,
    dirname: dirname(file),
    main: false,
    resolve: (specifier: string) =>
      /^\.{0,2}\//.test(specifier) ? new URL(specifier, url).href : pathToFileURL(resolve(specifier)).href,
  };
}
