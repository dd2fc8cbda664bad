// One cell from its command to its end: evaluated, its result shown, or what it threw.

import { scriptName } from "../../cell/script-name.ts";
import { keepCompiledCode } from "../code-cache.ts";
import type { RunCommand } from "../commands.ts";
import { endMark } from "../descriptors.ts";
import { interruption } from "../interruption.ts";
import type { DoneReport } from "../reports.ts";
import { clearWatchedTimers, watchTimers } from "./cell-timers.ts";
import { endLine, report, writeAll } from "./channel.ts";
import { within } from "./current-run.ts";
import { bundleOf } from "./display/bundle.ts";
import { Displayed, displaysShown } from "./display/display.ts";
import { evaluate } from "./evaluate.ts";
import { faultOf } from "./faults.ts";
import { release } from "./held.ts";
import type { Magics } from "./magics.ts";
import { flushPrinted, print } from "./printing.ts";
import { rememberScript } from "./scripts.ts";
import type { Interrupts } from "./second-thread.ts";

type Ending = Pick<DoneReport, "fault" | "expressions">;

export class Cells {
  readonly #nonce: string;
  readonly #magics: Magics;
  #running: { id: number; interrupt(): void } | undefined;

  /** @param nonce Of the marks that end each run on the standard streams. */
  constructor(nonce: string, magics: Magics) {
    this.#nonce = nonce;
    this.#magics = magics;
  }

  /** Ends that run's cell, if it runs, and with it the timers that it has set. */
  interrupt(run: number): void {
    if (this.#running?.id === run) this.#running.interrupt();
  }

  /** Reports all that the cell brings, and `done` last. Cells are run one at a time. */
  async run(command: RunCommand, interrupts: Interrupts): Promise<void> {
    const { run: id, count, allowInput } = command;
    const interrupted = Promise.withResolvers<Ending>();
    this.#running = {
      id,
      interrupt() {
        clearWatchedTimers();
        interrupted.resolve({ fault: interruption, expressions: {} });
      },
    };
    watchTimers(id);
    if (interrupts.begin(id)) this.interrupt(id);
    const evaluated = interrupts.asked()
      ? interrupted.promise
      : within({ id, count, allowInput }, () => this.#evaluate(command, interrupts));
    const { fault, expressions } = await Promise.race([evaluated, interrupted.promise]);
    interrupts.end();
    this.#running = undefined;
    if (fault === interruption) endLine();
    flushPrinted();
    for (const descriptor of [1, 2]) writeAll(descriptor, endMark(this.#nonce, id));
    report({ type: "done", run: id, fault, expressions });
    keepCompiledCode();
  }

  async #evaluate(command: RunCommand, interrupts: Interrupts): Promise<Ending> {
    const { run, count, text, code, maps, hasResult } = command;
    const name = scriptName(run, count);
    rememberScript(name, { text, maps });
    await release(command.declares);
    const outcome = await evaluate(code, name);
    await displaysShown();
    this.#magics.timed();
    // A child that the interrupt ended makes the cell throw; that is not what the person should read about.
    if (interrupts.asked()) return { fault: interruption, expressions: {} };
    if (outcome.threw) return { fault: faultOf(outcome.thrown), expressions: {} };
    if (hasResult && outcome.value !== undefined && !(outcome.value instanceof Displayed)) {
      const data = await bundleOf(outcome.value, (why) => print("stderr", why));
      flushPrinted();
      report({ type: "result", run, data, metadata: {} });
    }
    return { fault: null, expressions: await this.#expressions(command) };
  }

  async #expressions({ run, count, expressions }: RunCommand): Promise<Ending["expressions"]> {
    const entries = Object.entries(expressions).map(async ([name, code]) => {
      const outcome = await evaluate(code, scriptName(run, count));
      if (outcome.threw) return [name, { status: "error" as const, ...faultOf(outcome.thrown) }] as const;
      const data = await bundleOf(outcome.value, () => {});
      return [name, { status: "ok" as const, data, metadata: {} }] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  }
}
