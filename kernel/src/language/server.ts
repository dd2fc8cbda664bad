// One process of TypeScript's language server, spoken to over its standard input and output (Language Server Protocol).

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { ZodMiniType } from "zod/mini";
import type { CompilerProcess } from "./compiler.ts";
import type { FileChange } from "./imported-files.ts";
import { Refused, Wire } from "./wire.ts";

/** The process is gone, or does not answer: whatever it was asked can be asked of a new one. */
export class ServerLost extends Error {
  override readonly name = "ServerLost";
}

export interface ServerOptions {
  spawning: Promise<CompilerProcess>;
  /** The folder that documents are in; it is read, and never written. */
  directory: string;
  /** After how many milliseconds without an answer the process counts as stuck, and is ended. */
  patience: number;
  log: (line: string) => void;
  /** Told the process id of each server: of the first, and of those that replace one. */
  onStarted: (pid: number) => void;
}

export interface Server extends AsyncDisposable {
  /**
   * Makes the documents that are open be as these: file name in the folder → text. Those that are not needed may stay
   * closed, since each costs a build of the program when it opens.
   */
  show(documents: ReadonlyMap<string, string>, needed: ReadonlySet<string>): void;
  /** Tells that files on disk have changed. */
  refresh(files: readonly FileChange[]): void;
  /** Throws ServerLost, or Refused if the server refuses. */
  ask<T>(method: string, document: string, params: object, answer: ZodMiniType<T>): Promise<T>;
}

const capabilities = {
  general: { positionEncodings: ["utf-16"] },
  textDocument: {
    completion: { completionItem: { documentationFormat: ["markdown"] } },
    hover: { contentFormat: ["markdown"] },
    definition: { linkSupport: true },
    diagnostic: {},
  },
};

/** Returns once the process answers. Throws ServerLost with the reason. */
export async function openServer(options: ServerOptions): Promise<Server> {
  const child = await options.spawning.catch((error: unknown) => {
    throw new ServerLost(`The language server could not be started: ${messageOf(error)}`, { cause: error });
  });
  const server = new RunningServer(child, options);
  try {
    await server.initialize();
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
  options.onStarted(child.pid ?? 0);
  return server;
}

class RunningServer implements Server {
  readonly #child: CompilerProcess;
  readonly #wire: Wire;
  readonly #options: ServerOptions;
  readonly #exited: Promise<unknown>;
  readonly #shown = new Map<string, { version: number; text: string }>();
  #lost: string | undefined;

  constructor(child: CompilerProcess, options: ServerOptions) {
    this.#child = child;
    this.#options = options;
    const hasEnded = child.exitCode !== null || child.signalCode !== null;
    this.#exited = hasEnded ? Promise.resolve() : new Promise((resolve) => child.once("exit", resolve));
    this.#wire = new Wire(child.stdout, child.stdin);
    const lose = () => this.#lose(`The language server ended (${child.signalCode ?? `exit code ${child.exitCode}`}).`);
    child.on("exit", lose);
    if (hasEnded) lose();
    child.stdin.on("error", () => child.kill("SIGKILL")); // It hung up. Whoever asks next is told why.
    child.stderr.setEncoding("utf8").on("data", (text: string) => options.log(text.trimEnd()));
  }

  async initialize(): Promise<void> {
    const rootUri = pathToFileURL(this.#options.directory).href;
    await this.#request("initialize", { processId: process.pid, rootUri, capabilities });
    this.#wire.notify("initialized", {});
  }

  show(documents: ReadonlyMap<string, string>, needed: ReadonlySet<string>): void {
    const opened: [string, string][] = [];
    for (const [name, text] of documents) {
      const shown = this.#shown.get(name);
      if (shown !== undefined) this.#change(name, shown, text);
      else if (needed.has(name)) opened.push([name, text]);
    }
    // The server builds its program whenever a document opens, so changes go first.
    for (const [name, text] of opened) this.#open(name, text);
    for (const name of this.#shown.keys()) if (!documents.has(name)) this.#close(name);
  }

  refresh(files: readonly FileChange[]): void {
    if (files.length === 0) return;
    const changes = files.map(({ path, type }) => ({ uri: pathToFileURL(path).href, type }));
    this.#wire.notify("workspace/didChangeWatchedFiles", { changes });
  }

  async ask<T>(method: string, document: string, params: object, answer: ZodMiniType<T>): Promise<T> {
    return answer.parse(await this.#request(method, { textDocument: { uri: this.#uri(document) }, ...params }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#lose("The language server was closed.");
    this.#child.kill("SIGKILL"); // It has nothing to save.
    await this.#exited;
  }

  async #request(method: string, params: object): Promise<unknown> {
    if (this.#lost !== undefined) throw new ServerLost(this.#lost);
    const stuck = setTimeout(() => this.#giveUp(method), this.#options.patience);
    try {
      return await this.#wire.request(method, params);
    } catch (error) {
      if (error instanceof Refused && this.#lost === undefined) throw error;
      this.#child.kill("SIGKILL");
      await this.#exited;
      throw new ServerLost(this.#lost ?? messageOf(error), { cause: error });
    } finally {
      clearTimeout(stuck);
    }
  }

  #giveUp(method: string): void {
    this.#lose(`The language server did not answer ${method} within ${this.#options.patience} ms.`);
    this.#child.kill("SIGKILL");
  }

  #lose(why: string): void {
    if (this.#lost !== undefined) return;
    this.#lost = why;
    this.#wire.close(new ServerLost(why)); // Rejects what is still asked.
  }

  #open(name: string, text: string): void {
    this.#shown.set(name, { version: 1, text });
    const languageId = name.endsWith(".json") ? "json" : "typescript";
    this.#wire.notify("textDocument/didOpen", { textDocument: { uri: this.#uri(name), languageId, version: 1, text } });
  }

  #change(name: string, shown: { version: number; text: string }, text: string): void {
    if (shown.text === text) return;
    const version = shown.version + 1;
    this.#shown.set(name, { version, text });
    const textDocument = { uri: this.#uri(name), version };
    this.#wire.notify("textDocument/didChange", { textDocument, contentChanges: [{ text }] });
  }

  #close(name: string): void {
    this.#shown.delete(name);
    this.#wire.notify("textDocument/didClose", { textDocument: { uri: this.#uri(name) } });
  }

  #uri(name: string): string {
    return pathToFileURL(join(this.#options.directory, name)).href;
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
