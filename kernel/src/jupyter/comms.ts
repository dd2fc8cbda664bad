// Connections between cells and widgets at the front end: which there are, and what goes through them.

import type { Dictionary } from "covalent-ts/jupyter";
import type { CommCommand } from "../runner/commands.ts";
import type { Report } from "../runner/reports.ts";
import type { Runs } from "./runs.ts";
import type { Incoming, KernelSockets } from "./sockets.ts";
import type { UserProcess } from "./user-process.ts";

export class Comms {
  readonly #runs: Runs;
  readonly #userProcess: () => UserProcess;
  readonly #publish: KernelSockets["publish"];
  /** Comm id to the name of its target. */
  readonly #open = new Map<string, string>();

  constructor(runs: Runs, userProcess: () => UserProcess, publish: KernelSockets["publish"]) {
    this.#runs = runs;
    this.#userProcess = userProcess;
    this.#publish = publish;
  }

  /** Content of `comm_info_reply`. */
  info(target: string | null | undefined): Dictionary {
    const asked = [...this.#open].filter(([, name]) => target === null || target === undefined || name === target);
    return { comms: Object.fromEntries(asked.map(([id, target_name]) => [id, { target_name }])) };
  }

  /** Hands a message of the front end to the cells. Resolves when they have heard it, so that what they print comes before idle. */
  async hear(kind: CommCommand["kind"], content: CommCommand["content"], incoming: Incoming): Promise<void> {
    this.#note(kind, content);
    const run = this.#runs.add({ incoming, count: 0, silent: false });
    await this.#userProcess().hearComm({ run, kind, content });
  }

  /** Publishes what a cell sends. */
  async report({ kind, content }: Extract<Report, { type: "comm" }>, cell: Incoming): Promise<void> {
    this.#note(kind, content);
    const target = kind === "comm_open" ? { target_name: content.target_name ?? "" } : {};
    await this.#publish(cell.message.header, kind, { comm_id: content.comm_id, ...target, data: content.data ?? {} });
  }

  /** The process at the other end is gone. */
  forget(): void {
    this.#open.clear();
  }

  #note(kind: CommCommand["kind"], { comm_id, target_name = "" }: CommCommand["content"]): void {
    if (kind === "comm_open") this.#open.set(comm_id, target_name);
    if (kind === "comm_close") this.#open.delete(comm_id);
  }
}
