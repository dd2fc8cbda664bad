// What is known about a cell's code before it runs: type errors, completions, and what a name is.

import { existsSync, realpathSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { ZodMiniType } from "zod/mini";
import { CompletionList, Definitions, DiagnosticReport, Hover } from "./answers.ts";
import { type Checker, type Documents, openChecker } from "./checker.ts";
import type { CompilerProcess } from "./compiler.ts";
import { type Completion, completionOf } from "./completion.ts";
import { type Diagnostic, diagnosticsOf } from "./diagnostics.ts";
import { askedName, sourceOf, withoutAlias } from "./inspection.ts";
import { notebookGlobals } from "./notebook-globals.ts";
import { Outline } from "./outline.ts";
import { type Position, positionAt } from "./positions.ts";
import { fixedNames, projectConfig, type Toolchain } from "./project.ts";
import { Scope } from "./scope.ts";

export type { Completion } from "./completion.ts";
export type { Diagnostic } from "./diagnostics.ts";

export interface LanguageOptions extends Toolchain {
  /** The notebook's folder: relative imports and packages are resolved from it. Nothing is written there. */
  directory: string;
  log?: (line: string) => void;
  /** Told the process id of each server: of the first, and of those that replace one. */
  onStarted?: (pid: number) => void;
  /** Milliseconds that the type checker may take for one answer before it is ended. @defaultValue 10_000 */
  patience?: number;
  /** A compiler that was spawned in that folder before the rest was loaded. */
  spawned?: Promise<CompilerProcess>;
}

export interface Language extends AsyncDisposable {
  /** Type and syntax errors of a cell, as if it ran after all accepted ones. */
  check(code: string): Promise<Diagnostic[]>;
  /** The cell ran: its declarations are in scope from now on, and shadow those of earlier cells. */
  accept(code: string, executionCount: number): void;
  /** What could stand at an offset (UTF-16 units). */
  complete(code: string, offset: number): Promise<Completion>;
  /** What the name at an offset is, as markdown: its type and documentation, and at level 1 its definition too. */
  inspect(code: string, offset: number, level: 0 | 1): Promise<string | undefined>;
  /** The errors of each of these cells, as if they ran one after the other in a fresh notebook. Accepted cells play no part. */
  diagnoseAll(cells: readonly string[]): Promise<Diagnostic[][]>;
  /** Forgets all accepted cells. */
  reset(): void;
  /** Why there is no type checker, once that is known. */
  readonly unavailable: string | undefined;
}

/**
 * Opens the language service of one notebook. The type checker is a process of its own, which is started again if it ends.
 * Nothing is thrown for want of it: answers are empty then, and `unavailable` says why.
 */
export async function openLanguage(options: LanguageOptions): Promise<Language> {
  const language = new NotebookLanguage(options);
  void language.warm();
  return language;
}

/** Milliseconds after its start for which the server waits for a first cell before it reads what that may not need. */
const head = 500;
/** Milliseconds that this first cell has the machine to itself, once it was found right. */
const run = 50;

type AskAboutDraft = <T>(method: string, answer: ZodMiniType<T>, params?: object) => Promise<T>;

class NotebookLanguage implements Language {
  readonly #configs: { core: string; all: string };
  readonly #firstAsked = Promise.withResolvers<void>();
  /**
   * Most of a checker's start is reading the types of Node and of the SDK. A first cell that has no error without them has
   * none with them: they declare more, and change nothing of the language's own. So it need not wait.
   */
  #knows: "core" | "all" = "core";
  readonly #checker: Checker;
  readonly #outline = new Outline();
  #scope = new Scope("cell", "used");
  #draft = "";
  #diagnosing: Promise<unknown> = Promise.resolve();

  constructor({ patience = 10_000, log = () => {}, onStarted = () => {}, spawned, ...options }: LanguageOptions) {
    const directory = existsSync(options.directory) ? realpathSync(options.directory) : resolve(options.directory);
    this.#configs = {
      core: projectConfig(directory, { ...options, platform: false }),
      all: projectConfig(directory, { ...options, platform: true }),
    };
    this.#checker = openChecker({ directory, patience, log, onStarted, toolchain: options, spawned });
  }

  get unavailable(): string | undefined {
    return this.#checker.unavailable;
  }

  /** Starts the server, and has it read all types while the person still reads the notebook. */
  async warm(): Promise<void> {
    await this.#check("");
    await Promise.race([this.#firstAsked.promise.then(() => wait(run)), wait(head, undefined, { ref: false })]);
    this.#learnAll();
  }

  async check(code: string): Promise<Diagnostic[]> {
    const isFirst = this.#knows === "core";
    const found = await this.#check(code);
    if (isFirst && found.length === 0) {
      this.#firstAsked.resolve();
      return found;
    }
    this.#learnAll();
    return isFirst ? this.#check(code) : found;
  }

  #learnAll(): void {
    this.#firstAsked.resolve();
    if (this.#knows === "all") return;
    this.#knows = "all";
    void this.#check('import "covalent-ts"');
  }

  async #check(code: string): Promise<Diagnostic[]> {
    const scope = this.#scope;
    const names = scope.namesFor(code);
    const report = await this.#askAbout(code, "mentioned", (ask) => ask("textDocument/diagnostic", DiagnosticReport));
    return diagnosticsOf(code, report ?? { items: [] }, { names, readable: (message) => scope.readable(message) });
  }

  accept(code: string, executionCount: number): void {
    this.#scope.accept(code, executionCount);
  }

  async complete(code: string, offset: number): Promise<Completion> {
    this.#learnAll();
    const names = this.#scope.namesFor(code);
    const position = inModule(positionAt(code, offset));
    const list = await this.#askAbout(code, "all", (ask) =>
      ask("textDocument/completion", CompletionList, { position }),
    );
    return completionOf(code, offset, list?.items ?? [], names);
  }

  async inspect(code: string, offset: number, level: 0 | 1): Promise<string | undefined> {
    const name = askedName(code, offset);
    if (name === undefined) return undefined;
    this.#learnAll();
    const scope = this.#scope;
    const position = inModule(positionAt(code, name));
    const told = await this.#askAbout(code, "mentioned", async (ask, { texts }) => ({
      hover: await ask("textDocument/hover", Hover, { position }),
      definitions: level === 0 ? [] : await ask("textDocument/definition", Definitions, { position }),
      texts,
    }));
    if (!told?.hover || unresolved.test(told.hover.contents.value)) return undefined;
    const text = withoutAlias(scope.readable(told.hover.contents.value)).trim();
    const sources = (told.definitions ?? []).map((definition) =>
      sourceOf(definition, told.texts, (module) => scope.executionCountOf(module)),
    );
    return [text, ...(await Promise.all(sources))].join("\n\n");
  }

  async diagnoseAll(cells: readonly string[]): Promise<Diagnostic[][]> {
    this.#learnAll();
    const diagnosed = this.#diagnosing.then(() =>
      this.#outline.diagnose(cells, (module, needed) =>
        this.#checker.ask(
          () => this.#documents(this.#draft, needed),
          (server) => server.ask("textDocument/diagnostic", module, {}, DiagnosticReport),
        ),
      ),
    );
    this.#diagnosing = diagnosed;
    return diagnosed;
  }

  reset(): void {
    this.#scope = new Scope("cell", "used");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#checker[Symbol.asyncDispose]();
  }

  /** Asks about a cell that has not run, as if it came after those accepted by now, whatever is accepted while it waits. */
  #askAbout<T>(
    code: string,
    names: "mentioned" | "all",
    question: (ask: AskAboutDraft, documents: Documents) => Promise<T>,
  ): Promise<T | undefined> {
    const documents = this.#documents(this.#scope.draft(code, names), this.#scope.usedBy(code));
    return this.#checker.ask(
      () => documents,
      (server) =>
        question((method, answer, params = {}) => server.ask(method, fixedNames.draft, params, answer), documents),
    );
  }

  /** All that the server is to see, as things are now: the project, the cells that ran, and the one in question. */
  #documents(draft: string, needed: Iterable<string>): Documents {
    this.#draft = draft;
    const modules = [...this.#scope.modules(), ...this.#outline.scope.modules()];
    const texts = new Map([
      [fixedNames.config, this.#configs[this.#knows]],
      [fixedNames.roots, modules.map(({ name }) => `import "./${name}";`).join("\n")],
      [fixedNames.draft, draft],
      [fixedNames.globals, notebookGlobals],
      ...modules.map(({ name, text }): [string, string] => [name, text]),
    ]);
    return { texts, needed: new Set([...needed, ...Object.values(fixedNames)]) };
  }
}

/** What the server says of a name that is nowhere declared. */
const unresolved = /^```typescript\nany\n```\s*$/;

const inModule = ({ line, character }: Position): Position => ({ line: line + 1, character });
