// The type checker of one notebook: a language server that is started when it is asked, kept up to date, and replaced if it ends.

import { type CompilerProcess, spawnCompiler } from "./compiler.ts";
import { ImportedFiles } from "./imported-files.ts";
import type { Toolchain } from "./project.ts";
import { openServer, type Server, ServerLost } from "./server.ts";

/** What a question is about. None of it is on disk. */
export interface Documents {
  /** File names in the notebook's folder, and their texts. */
  texts: ReadonlyMap<string, string>;
  /** Those that the answer depends on. */
  needed: ReadonlySet<string>;
}

export interface CheckerOptions {
  directory: string;
  patience: number;
  log: (line: string) => void;
  /** Told the process id of each server: of the first, and of those that replace one. */
  onStarted: (pid: number) => void;
  toolchain: Toolchain;
  /** The first server's process, where that was started before all else. */
  spawned?: Promise<CompilerProcess> | undefined;
}

export interface Checker extends AsyncDisposable {
  /**
   * Asks the server about documents, which are made when its turn has come. Undefined if there is no server, or if it has
   * no answer. Questions run one after the other; one during which the server ends is asked once more, of a new one.
   */
  ask<T>(documents: () => Documents, question: (server: Server) => Promise<T>): Promise<T | undefined>;
  /** Why no server answers, once that is known. */
  readonly unavailable: string | undefined;
}

export const openChecker = (options: CheckerOptions): Checker => new RestartingChecker(options);

/** After that many ends in a row without an answer, no more servers are started. */
const endsInARow = 4;

class RestartingChecker implements Checker {
  readonly #options: CheckerOptions;
  readonly #imported: ImportedFiles;
  #first: Promise<CompilerProcess> | undefined;
  #server: Server | undefined;
  #ends = 0;
  #unavailable: string | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: CheckerOptions) {
    this.#options = options;
    this.#first = options.spawned;
    this.#imported = new ImportedFiles(options.directory);
  }

  get unavailable(): string | undefined {
    return this.#unavailable;
  }

  ask<T>(documents: () => Documents, question: (server: Server) => Promise<T>): Promise<T | undefined> {
    const answer = this.#turn.then(() => this.#answer(documents, question));
    this.#turn = answer;
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#unavailable ??= "The language service is closed.";
    await this.#turn;
    await this.#close();
  }

  async #answer<T>(documents: () => Documents, question: (server: Server) => Promise<T>): Promise<T | undefined> {
    for (let attempt = 1; attempt <= 2 && this.#unavailable === undefined; attempt += 1) {
      try {
        const server = await this.#upToDate(documents());
        const answer = await question(server);
        this.#ends = 0;
        return answer;
      } catch (error) {
        this.#options.log(error instanceof Error ? error.message : String(error));
        if (!(error instanceof ServerLost)) return undefined;
        await this.#close();
        this.#ends += 1;
        if (this.#ends >= endsInARow) this.#unavailable ??= error.message;
      }
    }
    return undefined;
  }

  async #upToDate(documents: Documents): Promise<Server> {
    const changes = this.#imported.changesFor(documents.texts.values());
    // The server remembers what it found in node_modules. A new one is there in a tenth of a second, and right for sure.
    if (changes.packages) await this.#close();
    this.#server ??= await this.#start();
    this.#server.refresh(changes.files);
    this.#server.show(documents.texts, documents.needed);
    return this.#server;
  }

  async #start(): Promise<Server> {
    try {
      const { directory, toolchain } = this.#options;
      const first = this.#first;
      this.#first = undefined;
      return await openServer({ ...this.#options, spawning: first ?? spawnCompiler(directory, toolchain.compiler) });
    } catch (error) {
      this.#unavailable ??= error instanceof Error ? error.message : String(error);
      throw error;
    }
  }

  async #close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    await server?.[Symbol.asyncDispose]();
  }
}
