// Questions of cells to the person at the front end, on the stdin socket.

import type { JupyterMessage } from "covalent-ts/jupyter";
import { parentOf } from "covalent-ts/jupyter";
import type { Report } from "../runner/reports.ts";
import type { Incoming, KernelSockets } from "./sockets.ts";

type InputReport = Extract<Report, { type: "input" }>;

export class Inputs {
  readonly #reply: KernelSockets["reply"];
  readonly #answer: (id: number, value: string) => void;
  /** Message id of the question to the runner's own number of it, oldest first. */
  readonly #asked = new Map<string, number>();

  constructor(reply: KernelSockets["reply"], answer: (id: number, value: string) => void) {
    this.#reply = reply;
    this.#answer = answer;
  }

  /** Asks the client that the cell came from, and no other. */
  async ask(cell: Incoming, { id, prompt, password }: InputReport): Promise<void> {
    this.#asked.set(await this.#reply(cell, "input_request", { prompt, password }, "stdin"), id);
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
