// What a runner reports, as the messages that front ends show under the right cell.

import { setTimeout as wait } from "node:timers/promises";
import type { Report } from "../runner/reports.ts";
import type { Comms } from "./comms.ts";
import type { Inputs } from "./inputs.ts";
import type { LateHistory } from "./late-history.ts";
import type { LatticeDisplay } from "./lattice-display.ts";
import type { OutputLimit } from "./output-limit.ts";
import type { Runs } from "./runs.ts";
import type { KernelSockets } from "./sockets.ts";
import type { UserProcessOptions } from "./user-process.ts";

export interface PublishingOptions {
  publish: KernelSockets["publish"];
  runs: Runs;
  history: LateHistory;
  inputs: Inputs;
  limit: OutputLimit;
  comms: Comms;
  lattices: () => Promise<LatticeDisplay>;
  log(line: string): void;
}

type Shown = Parameters<UserProcessOptions["onReport"]>[0];

/** Milliseconds that a cell's end waits for the first drawing of a graph: who stops listening then has one at least. */
const firstDrawing = 3_000;

export class Publishing {
  readonly #options: PublishingOptions;

  constructor(options: PublishingOptions) {
    this.#options = options;
  }

  async report(report: Shown): Promise<void> {
    const { publish, runs, inputs } = this.#options;
    const owner = runs.ownerOf(report.run);
    if (owner === undefined) return;
    const { header } = owner.incoming.message;
    if (report.type === "input") {
      return inputs
        .ask(owner.incoming, report)
        .catch((error: unknown) => this.#options.log(`Nobody could be asked: ${String(error)}`));
    }
    if (report.type === "comm") return this.#options.comms.report(report, owner.incoming);
    if (owner.silent) return;
    switch (report.type) {
      case "stream":
        if (!(await this.#options.limit.allows(owner, report.text.length))) return;
        return publish(header, "stream", { name: report.name, text: report.text });
      case "clear":
        return publish(header, "clear_output", { wait: report.wait });
      case "display":
        return publish(header, report.kind, {
          data: report.data,
          metadata: report.metadata,
          transient: report.display === undefined ? {} : { display_id: report.display },
        });
      case "result":
        this.#options.history.result(owner.count, String(report.data["text/plain"] ?? ""));
        return publish(header, "execute_result", {
          execution_count: owner.count,
          data: report.data,
          metadata: report.metadata,
          transient: {},
        });
      case "dispatched":
        runs.holdUp(report.run, this.#draw(report));
    }
  }

  /** Output past `console`: nothing says whose it is, so it goes to the newest cell. */
  async raw(name: "stdout" | "stderr", text: string): Promise<void> {
    const owner = this.#options.runs.ownerOf();
    if (owner === undefined || owner.silent || text === "") return;
    if (!this.#options.limit.allowsNow(owner, text.length)) return;
    await this.#options.publish(owner.incoming.message.header, "stream", { name, text });
  }

  async #draw({ run, dispatch, directory }: Extract<Report, { type: "dispatched" }>): Promise<void> {
    const { lattices, log, publish, runs } = this.#options;
    const header = runs.ownerOf(run)?.incoming.message.header;
    if (header === undefined) return;
    const drawn = lattices()
      .then((display) => display.show(dispatch, directory, header))
      .catch(async (error: unknown) => {
        log(`Dispatch ${dispatch} cannot be drawn: ${String(error)}`);
        const text = `The graph of dispatch ${dispatch} cannot be shown: ${error instanceof Error ? error.message : error}\n`;
        await publish(header, "stream", { name: "stderr", text });
      });
    await Promise.race([drawn, wait(firstDrawing, undefined, { ref: false })]);
  }
}
