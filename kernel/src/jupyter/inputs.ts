// Questions of cells to the person at the front end, on the stdin socket.

import { randomUUID } from "node:crypto";
import { type JupyterMessage, parentOf } from "covalent-ts/jupyter";
import type { Report } from "../runner/reports.ts";
import type { Incoming, KernelSockets } from "./sockets.ts";

type InputReport = Extract<Report, { type: "input" }>;

export class Inputs {
  readonly #ask: KernelSockets["ask"];
  readonly #answer: (id: number, value: string) => void;
  /** Message id of the question to the runner's own number of it, oldest first. */
  readonly #asked = new Map<string, number>();

  constructor(ask: KernelSockets["ask"], answer: (id: number, value: string) => void) {
    this.#ask = ask;
    this.#answer = answer;
  }

  /** Asks the client that the cell came from, and no other. */
  async ask(cell: Incoming, { id, prompt, password }: InputReport): Promise<void> {
    const question = randomUUID();
    this.#asked.set(question, id);
    await this.#ask(cell, question, "input_request", { prompt, password });
  }

  answer(message: JupyterMessage): void {
    // Some clients do not say which question they answer; it is the oldest then.
    const parent = parentOf(message);
    const [asked] = parent !== undefined && this.#asked.has(parent) ? [parent] : this.#asked.keys();
    const id = asked === undefined ? undefined : this.#asked.get(asked);
    if (asked === undefined || id === undefined) return;
    this.#asked.delete(asked);
    this.#answer(id, String(message.content["value"] ?? ""));
  }
}
