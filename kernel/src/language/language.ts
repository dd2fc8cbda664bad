// What is known about a cell's code before it runs: type errors, completions, and what a name is.

import { realpathSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { CompletionList, Definitions, DiagnosticReport, Hover } from "./answers.ts";
import { type Completion, completionOf, noCompletion } from "./completion.ts";
import { type Diagnostic, diagnosticsOf } from "./diagnostics.ts";
import { askedName, excerpt, withoutAlias } from "./inspection.ts";
import { notebookGlobals } from "./notebook-globals.ts";
import { type Position, positionAt } from "./positions.ts";
import { compilerExecutable, fixedNames, projectConfig, type Toolchain } from "./project.ts";
import { type CellModule, Scope } from "./scope.ts";
import { openServer, type Server, ServerLost } from "./server.ts";

export type { Completion } from "./completion.ts";
export type { Diagnostic } from "./diagnostics.ts";

export interface LanguageOptions extends Toolchain {
  /** The notebook's folder: relative imports and packages are resolved from it. Nothing is written there. */
  directory: string;
  log?: (line: string) => void;
  /** Milliseconds that the type checker may take for one answer before it is ended. @defaultValue 10_000 */
  patience?: number;
}

export interface Language extends AsyncDisposable {
  /** Type and syntax errors of a cell, as if it ran after all accepted ones. Empty if the type checker is unavailable. */
  check(code: string): Promise<Diagnostic[]>;
  /** The errors of each of these cells, as if they ran one after the other in a fresh notebook. Accepted cells play no part. */
  diagnoseAll(cells: readonly string[]): Promise<Diagnostic[][]>;
  /** The cell ran: its declarations are in scope from now on, and shadow those of earlier cells. */
  accept(code: string, executionCount: number): void;
  /** What could stand at an offset (UTF-16 units). */
  complete(code: string, offset: number): Promise<Completion>;
  /** What the name at an offset is, as markdown: its type and documentation, and at level 1 its definition too. */
  inspect(code: string, offset: number, level: 0 | 1): Promise<string | undefined>;
  /** Forgets all accepted cells. */
  reset(): void;
  /** Why there is no type checker, once that is known. Everything still answers, with nothing. */
  readonly unavailable: string | undefined;
}

/**
 * Opens the language service of one notebook. The type checker is a process that starts with the first question, and
 * again if it ends. Throws nothing: without a type checker, answers are empty and `unavailable` says why.
 */
export async function openLanguage(options: LanguageOptions): Promise<Language> {
  return new NotebookLanguage(options);
}

/** How often in a row the server may end before an answer, until it counts as unavailable. */
const patienceWithCrashes = 4;

class NotebookLanguage implements Language {
  readonly #options: LanguageOptions;
  readonly #directory: string;
  readonly #log: (line: string) => void;
  #scope = new Scope("cell");
  #server: Promise<Server> | undefined;
  #crashes = 0;
  #unavailable: string | undefined;
  /** Questions are asked one after the other, since they share the draft's document. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: LanguageOptions) {
    this.#options = options;
    this.#directory = realpathSync(options.directory);
    this.#log = options.log ?? (() => {});
  }

  get unavailable(): string | undefined {
    return this.#unavailable;
  }

  async check(code: string): Promise<Diagnostic[]> {
    const scope = this.#scope;
    const documents = this.#documents(scope.draft(code, "mentioned"));
    return this.#ask([], async (server) => {
      server.show(documents);
      const report = await server.ask("textDocument/diagnostic", fixedNames.draft, {}, DiagnosticReport);
      return diagnosticsOf(code, report, this.#surroundings(scope));
    });
  }

  async diagnoseAll(cells: readonly string[]): Promise<Diagnostic[][]> {
    const scope = new Scope("outline");
    const found: Diagnostic[][] = [];
    for (const [index, code] of cells.entries()) {
      const documents = this.#documents(scope.draft(code, "mentioned"), scope);
      const surroundings = this.#surroundings(scope);
      found.push(
        await this.#ask([], async (server) => {
          server.show(documents);
          const report = await server.ask("textDocument/diagnostic", fixedNames.draft, {}, DiagnosticReport);
          return diagnosticsOf(code, report, surroundings);
        }),
      );
      scope.accept(code, index + 1);
    }
    return found;
  }

  accept(code: string, executionCount: number): void {
    this.#scope.accept(code, executionCount);
  }

  async complete(code: string, offset: number): Promise<Completion> {
    const documents = this.#documents(this.#scope.draft(code, "all"));
    return this.#ask(noCompletion(offset), async (server) => {
      server.show(documents);
      const at = { position: inModule(positionAt(code, offset)) };
      const answer = await server.ask("textDocument/completion", fixedNames.draft, at, CompletionList);
      return completionOf(code, offset, answer?.items ?? []);
    });
  }

  async inspect(code: string, offset: number, level: 0 | 1): Promise<string | undefined> {
    const name = askedName(code, offset);
    if (name === undefined) return undefined;
    const scope = this.#scope;
    const documents = this.#documents(scope.draft(code, "mentioned"));
    return this.#ask(undefined, async (server) => {
      server.show(documents);
      const at = { position: inModule(positionAt(code, name)) };
      const hover = await server.ask("textDocument/hover", fixedNames.draft, at, Hover);
      if (hover === null) return undefined;
      const text = withoutAlias(this.#surroundings(scope).readable(hover.contents.value)).trim();
      if (level === 0) return text;
      const definitions = await server.ask("textDocument/definition", fixedNames.draft, at, Definitions);
      const sources = await Promise.all(
        (definitions ?? []).slice(0, 3).map((it) => this.#sourceOf(it, documents, scope)),
      );
      return [text, ...sources].join("\n\n");
    });
  }

  reset(): void {
    this.#scope = new Scope("cell");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#unavailable ??= "The language service is closed.";
    const server = await this.#server?.catch(() => undefined);
    await server?.[Symbol.asyncDispose]();
    await this.#turn;
  }

  /** All that the server is to see: the project, the cells that ran, and the one in question. */
  #documents(draft: string, scope = this.#scope): Map<string, string> {
    const modules = scope.modules();
    return new Map([
      [fixedNames.config, projectConfig(this.#directory, this.#options)],
      [fixedNames.roots, modules.map(({ name }: CellModule) => `import "./${name}";`).join("\n")],
      [fixedNames.draft, draft],
      [fixedNames.globals, notebookGlobals],
      ...modules.map(({ name, text }): [string, string] => [name, text]),
    ]);
  }

  /** Asks the server in turn; a server that ends meanwhile is replaced, and asked again. */
  #ask<T>(otherwise: T, question: (server: Server) => Promise<T>): Promise<T> {
    const answer = this.#turn.then(() => this.#answer(otherwise, question));
    this.#turn = answer.catch(() => {});
    return answer;
  }

  async #answer<T>(otherwise: T, question: (server: Server) => Promise<T>): Promise<T> {
    for (let attempt = 1; attempt <= 2 && this.#unavailable === undefined; attempt += 1) {
      try {
        this.#server ??= this.#start();
        const answer = await question(await this.#server);
        this.#crashes = 0;
        return answer;
      } catch (error) {
        this.#log(error instanceof Error ? error.message : String(error));
        if (!(error instanceof ServerLost)) return otherwise;
        this.#server = undefined;
        this.#crashes += 1;
        if (this.#crashes >= patienceWithCrashes) this.#unavailable ??= error.message;
      }
    }
    return otherwise;
  }

  async #start(): Promise<Server> {
    try {
      return await openServer({
        executable: await compilerExecutable(this.#options),
        directory: this.#directory,
        patience: this.#options.patience ?? 10_000,
        log: this.#log,
      });
    } catch (error) {
      this.#unavailable = error instanceof Error ? error.message : String(error);
      throw error;
    }
  }

  #surroundings(scope: Scope) {
    return {
      kindOf: (name: string) => scope.kindOf(name),
      readable: (message: string) =>
        message.replaceAll(moduleReference, (_, module: string, name: string) => {
          const count = scope.executionCountOf(`${module}.mts`);
          return count === undefined ? name : `${name} of cell [${count}]`;
        }),
    };
  }

  async #sourceOf(
    definition: { targetUri: string; targetRange: { start: Position; end: Position } },
    documents: ReadonlyMap<string, string>,
    scope: Scope,
  ): Promise<string> {
    const path = fileURLToPath(definition.targetUri);
    const name = basename(path);
    const text = documents.get(name) ?? (await readFile(path, "utf8"));
    const count = scope.executionCountOf(name);
    const place = count !== undefined ? `Cell [${count}]` : documents.has(name) ? "This cell" : path;
    return `${place}:${documents.has(name) ? definition.targetRange.start.line : definition.targetRange.start.line + 1}\n${excerpt(text, definition.targetRange)}`;
  }
}

const moduleReference = /import\("[^"]*?(__notebook-\w+-\d+__|__notebook-draft__)(?:\.mts)?"\)\.([\w$]+)/g;

const inModule = ({ line, character }: Position): Position => ({ line: line + 1, character });
