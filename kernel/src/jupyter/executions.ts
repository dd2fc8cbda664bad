// One cell: from its request to its reply, with all that is published in between.

import type { Dictionary, Header } from "covalent-ts/jupyter";
import { excerpt } from "../cell/excerpt.ts";
import { readMagics } from "../cell/magics.ts";
import { type PreparedCell, prepareCell } from "../cell/prepare.ts";
import { scriptName, shownName } from "../cell/script-name.ts";
import { SyntaxFault } from "../cell/syntax-fault.ts";
import { withinTime } from "../cell/time-limit.ts";
import { interruption } from "../runner/interruption.ts";
import type { Fault } from "../runner/reports.ts";
import type { Analysis, Verdict } from "./analysis.ts";
import type { Debugging } from "./debugging.ts";
import { helpText } from "./kernel-info.ts";
import type { LateHistory } from "./late-history.ts";
import type { RequestContent } from "./requests.ts";
import type { Runs } from "./runs.ts";
import type { Incoming, KernelSockets } from "./sockets.ts";
import type { RunOutcome, UserProcess } from "./user-process.ts";

export type ExecuteRequest = RequestContent<"execute_request">;

export interface ExecutionsOptions {
  publish: KernelSockets["publish"];
  userProcess: UserProcess;
  analysis: Analysis;
  history: LateHistory;
  runs: Runs;
  debugging: Debugging;
}

/** What became of a cell, before it is a reply. */
type Outcome = { fault: Fault | null; expressions: Dictionary; payload?: Dictionary[] };

export class Executions {
  readonly #options: ExecutionsOptions;
  /** The execution count that people see. */
  #count = 0;
  /** Of the cell that is on its way to the process of the cells. */
  #underWay = new AbortController();

  constructor(options: ExecutionsOptions) {
    this.#options = options;
  }

  /** The reply to a cell that is not run because one before it failed. */
  aborted(): Dictionary {
    return { status: "aborted", execution_count: this.#count };
  }

  /** Ends a cell before it has come to the process of the cells, which ends it later. */
  interrupt(): void {
    this.#underWay.abort();
  }

  /** Runs a cell; resolves to the content of `execute_reply`. One at a time. */
  async execute(request: ExecuteRequest, incoming: Incoming): Promise<Dictionary> {
    const { code, silent } = request;
    const { header } = incoming.message;
    this.#underWay = new AbortController();
    const stored = request.store_history && !silent;
    if (stored || this.#count === 0) this.#count += 1;
    const count = this.#count;
    if (stored) this.#options.history.add(count, code);
    if (!silent) await this.#options.publish(header, "execute_input", { code, execution_count: count });

    const { fault, expressions, payload = [] } = await this.#outcome(request, incoming, count);
    const shared = { execution_count: count, user_expressions: expressions, payload };
    if (fault === null) return { status: "ok", ...shared };
    if (!silent) await this.#options.publish(header, "error", { ...fault });
    return { status: "error", ...fault, ...shared };
  }

  async #outcome(request: ExecuteRequest, incoming: Incoming, count: number): Promise<Outcome> {
    const { userProcess, analysis } = this.#options;
    const cell = read(request.code, (code) => readMagics(code, userProcess.names));
    if (cell instanceof SyntaxFault) return { fault: syntaxFault(cell, request.code, count), expressions: {} };
    if (cell.resets) await this.#reset();
    const payload = cell.helps ? [{ source: "page", data: { "text/plain": helpText }, start: 0 }] : [];
    const warn = (text: string) => this.#warn(incoming.message.header, request.silent, text);
    const loss = userProcess.takeLoss();
    if (loss !== undefined) {
      await warn(
        `The process that cells run in ended (${loss}) and was started again: what earlier cells declared is gone.\n`,
      );
    }
    const checking = request.silent ? undefined : analysis.check(cell, count);
    // While the checker, another process, is busy with it.
    const prepared = read(cell.code, (code) => prepareCell(code, userProcess.names));
    const verdict = await Promise.race([checking, interruptionOf(this.#underWay.signal)]);
    if (verdict?.run === false) return { fault: verdict.fault, expressions: {} };
    if (verdict?.warning !== undefined) await warn(verdict.warning);
    if (prepared instanceof SyntaxFault) return { fault: syntaxFault(prepared, request.code, count), expressions: {} };
    analysis.accept(cell.typed, count);
    return { ...(await this.#run(prepared, request, incoming, count)), payload };
  }

  /** `%reset`: the next code runs in a new process. */
  async #reset(): Promise<void> {
    await this.#options.userProcess.restart();
    this.#options.analysis.reset();
  }

  async #run(prepared: PreparedCell, request: ExecuteRequest, incoming: Incoming, count: number): Promise<Outcome> {
    const { userProcess, analysis, runs, debugging } = this.#options;
    const run = runs.add({ incoming, count, silent: request.silent });
    const { code, maps } = prepared;
    const declares = [...prepared.declares.keys()];
    await debugging.prepare({ name: scriptName(run, count), count, text: request.code, code, maps, declares });
    if (this.#underWay.signal.aborted) return { fault: interruption, expressions: {} };
    for (const [name, kind] of prepared.declares) userProcess.names.set(name, kind);
    const outcome = await userProcess.run({
      run,
      count,
      text: request.code,
      code,
      maps,
      hasResult: prepared.hasResult,
      declares,
      expressions: request.user_expressions ?? {},
      allowInput: request.allow_stdin,
    });
    await runs.settled(run);
    if (outcome.ended) analysis.reset();
    return outcomeOf(outcome);
  }

  async #warn(parent: Header, silent: boolean, text: string): Promise<void> {
    if (!silent) await this.#options.publish(parent, "stream", { name: "stderr", text });
  }
}

/** As a verdict on the cell, which nobody waits for any longer. */
const interruptionOf = (signal: AbortSignal): Promise<Verdict> =>
  new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve({ run: false, fault: interruption }), { once: true });
  });

/** What a step of reading a cell came to, or why the cell cannot be read. */
function read<T>(code: string, step: (code: string) => T): T | SyntaxFault {
  try {
    return withinTime(
      () => step(code),
      () => new SyntaxFault("The cell takes too long to read.", { line: 1, column: 1 }),
    );
  } catch (error) {
    if (error instanceof SyntaxFault) return error;
    throw error;
  }
}

function syntaxFault(fault: SyntaxFault, code: string, count: number): Fault {
  const evalue = `${shownName(count)}:${fault.line}:${fault.column} - ${fault.message}`;
  return { ename: fault.name, evalue, traceback: [`${fault.name}: ${evalue}`, ...excerpt(code, fault)] };
}

function outcomeOf(outcome: RunOutcome): Outcome {
  if (!outcome.ended) return { fault: outcome.done.fault, expressions: outcome.done.expressions };
  const evalue = `The cell ended the process that it ran in: ${outcome.how}.`;
  const advice = "A new process runs the next cell; what earlier cells declared is gone.";
  return {
    fault: { ename: "ProcessEnded", evalue, traceback: [`ProcessEnded: ${evalue}`, advice] },
    expressions: {},
  };
}
