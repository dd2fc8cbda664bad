// Questions of cells to the person at the front end, on the stdin socket.

import { randomUUID } from "node:crypto";
import { type Dictionary, type JupyterMessage, parentOf } from "covalent-ts/jupyter";
import type { Report } from "../runner/reports.ts";
import type { Incoming, KernelSockets } from "./sockets.ts";

type InputReport = Extract<Report, { type: "input" }>;

export class Inputs {
  readonly #ask: KernelSockets["ask"];
  readonly #answer: (id: number, value: string) => void;
  /** Message id of the question to who takes the answer, oldest first. */
  readonly #asked = new Map<string, (value: string) => void>();

  constructor(ask: KernelSockets["ask"], answer: (id: number, value: string) => void) {
    this.#ask = ask;
    this.#answer = answer;
  }

  /** Asks the client that the cell came from, and no other. */
  async ask(cell: Incoming, { id, prompt, password }: InputReport): Promise<void> {
    await this.#send(cell, { prompt, password }, (value) => this.#answer(id, value));
  }

  /** A question of the kernel's own; resolves to the answer. */
  async askFor(cell: Incoming, prompt: string): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<string>();
    await this.#send(cell, { prompt, password: false }, resolve);
    return promise;
  }

  async #send(cell: Incoming, content: Dictionary, taken: (value: string) => void): Promise<void> {
    const question = randomUUID();
    this.#asked.set(question, taken);
    await this.#ask(cell, question, "input_request", content);
  }

  answer(message: JupyterMessage): void {
    // Some clients do not say which question they answer; it is the oldest then.
    const parent = parentOf(message);
    const [asked] = parent !== undefined && this.#asked.has(parent) ? [parent] : this.#asked.keys();
    if (asked === undefined) return;
    const taken = this.#asked.get(asked);
    this.#asked.delete(asked);
    taken?.(String(message.content["value"] ?? ""));
  }
}
