// The kernel's side of the debugger: which cells have run, and, from the first `debug_request` on, who stops them.

import type { Dictionary, Header } from "covalent-ts/jupyter";
import { type CellScript, CellScripts } from "../debug/cell-scripts.ts";
import type { Answering } from "../debug/debugger.ts";
import type { Session } from "../debug/session.ts";
import type { Inspected } from "../runner/reports.ts";
import type { KernelSockets } from "./sockets.ts";
import type { UserProcess } from "./user-process.ts";

export interface DebuggingOptions {
  publish: KernelSockets["publish"];
  userProcess(): UserProcess;
  /** A debugger has made a global, of any type. */
  declared(name: string): void;
  log(line: string): void;
}

interface Opened {
  session: Session;
  answer: Answering;
  close(): void;
}

export class Debugging implements AsyncDisposable {
  readonly #options: DebuggingOptions;
  readonly #scripts = new CellScripts();
  #opening: Promise<Opened> | undefined;
  #session: Session | undefined;
  /** The last request: events name it as their parent. */
  #asked: Header | undefined;

  constructor(options: DebuggingOptions) {
    this.#options = options;
  }

  /** Content of `debug_reply`. */
  async answer(content: Dictionary, header: Header): Promise<Dictionary> {
    this.#asked = header;
    // Most notebooks are never debugged.
    this.#opening ??= this.#open();
    return (await this.#opening).answer(content);
  }

  /** Before a cell runs: its breakpoints have to be there when V8 reads it. */
  async prepare(script: CellScript): Promise<void> {
    this.#scripts.add(script);
    await this.#session?.prepare(script).catch((error: unknown) => {
      this.#options.log(`A cell runs without its breakpoints: ${String(error)}`);
    });
  }

  hear(it: Inspected): void {
    this.#session?.hear(it);
  }

  interrupt(): void {
    this.#session?.interrupt();
  }

  /** The process of the cells is gone. */
  ended(): void {
    this.#scripts.forget();
    this.#session?.ended();
  }

  async #open(): Promise<Opened> {
    const [{ Session }, { CellFiles }, { openDebugger }] = await Promise.all([
      import("../debug/session.ts"),
      import("../debug/cell-files.ts"),
      import("../debug/debugger.ts"),
    ]);
    const { publish, userProcess, declared } = this.#options;
    const files = new CellFiles();
    const session = new Session({
      scripts: this.#scripts,
      files,
      inspect: (request) => userProcess().inspect(request),
      pid: () => userProcess().pid,
      tell: (event, body) => publish(this.#asked, "debug_event", { ...this.#numbered(), type: "event", event, body }),
    });
    this.#session = session;
    const answer = openDebugger({
      session,
      files,
      names: () => [...userProcess().names.keys()],
      declare(name) {
        userProcess().names.set(name, "global");
        declared(name);
      },
    });
    return { session, answer, close: () => files[Symbol.dispose]() };
  }

  #events = 0;
  #numbered(): { seq: number } {
    this.#events += 1;
    return { seq: this.#events };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    (await this.#opening?.catch(() => undefined))?.close();
  }
}
