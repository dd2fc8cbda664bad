// Executes a notebook cell by cell, and then waits for what it dispatched.

import { type Dictionary, outputOf, parentOf } from "covalent-ts/jupyter";
import { CellOutputs } from "./cell-outputs.ts";
import { Dispatches, type DispatchNews } from "./dispatches.ts";
import type { CodeCell, Notebook } from "./format.ts";
import type { KernelProcess } from "./kernel-process.ts";

export type News =
  | DispatchNews
  | { type: "cell"; number: number; of: number; source: string }
  | { type: "printed"; stream: "stdout" | "stderr"; text: string }
  | { type: "result"; text: string }
  | { type: "failed"; number: number; traceback: string[] }
  | { type: "timed-out"; number: number | null; seconds: number }
  | { type: "waiting"; dispatches: number };

export interface ExecuteOptions {
  tell(news: News): void;
  /** Seconds that a cell may take, and all dispatches together after the last cell. No limit without it. */
  timeout?: number;
}

/** Resolves to whether every cell ran. The notebook's cells get their outputs in place, also when it fails half-way. */
export async function executeNotebook(
  notebook: Notebook,
  { client, lost }: KernelProcess,
  { tell, timeout }: ExecuteOptions,
): Promise<boolean> {
  const outputs = new CellOutputs();
  const dispatches = new Dispatches(tell);
  const cells = new Map<string, CodeCell>();
  using _listening = client.onPublished((message) => {
    const cell = cells.get(parentOf(message) ?? "");
    const output = outputOf(message);
    if (cell === undefined || output === undefined) return;
    outputs.apply(cell, output);
    dispatches.see(output);
    if (output.type === "stream") tell({ type: "printed", stream: output.name, text: output.text });
    if (output.type === "execute_result") tell({ type: "result", text: String(output.data["text/plain"] ?? "") });
  });

  const info = await Promise.race([client.kernelInfo(), lost]);
  describeLanguage(notebook, info);
  const code = notebook.cells.filter((cell): cell is CodeCell => cell.cell_type === "code");
  for (const cell of code) {
    cell.outputs = [];
    cell.execution_count = null;
  }

  const ranAll = await runCells();
  const { length } = dispatches.running;
  if (length > 0) tell({ type: "waiting", dispatches: length });
  const settled = dispatches.settled().then(() => true);
  if (await within(timeout, Promise.race([settled, lost]))) return ranAll;
  tell({ type: "timed-out", number: null, seconds: timeout ?? 0 });
  return false;

  async function runCells(): Promise<boolean> {
    for (const [at, cell] of code.entries()) {
      const tags = cell.metadata["tags"];
      const has = (tag: string): boolean => Array.isArray(tags) && tags.includes(tag);
      if (cell.source.trim() === "" || has("skip-execution")) continue;
      const number = at + 1;
      tell({ type: "cell", number, of: code.length, source: cell.source });
      const reply = await within(timeout, Promise.race([runCell(cell), lost]));
      if (reply === undefined) {
        await client.interrupt();
        tell({ type: "timed-out", number, seconds: timeout ?? 0 });
        return false;
      }
      if (reply["status"] === "ok" || has("raises-exception")) continue;
      tell({ type: "failed", number, traceback: linesOf(reply) });
      return false;
    }
    return true;
  }

  async function runCell(cell: CodeCell): Promise<Dictionary> {
    const execution = client.execute(cell.source, { stopOnError: false });
    cells.set(execution.id, cell);
    // Its outputs come by way of `onPublished`, with those that come later.
    for await (const _ of execution);
    return execution.reply;
  }
}

/** Resolves to undefined if it takes longer. */
async function within<T>(seconds: number | undefined, work: Promise<T>): Promise<T | undefined> {
  if (seconds === undefined) return work;
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(late.resolve, seconds * 1_000, undefined);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** As front ends do, so that a notebook opens with the right highlighting where the kernel is not installed. */
function describeLanguage(notebook: Notebook, info: Dictionary): void {
  notebook.metadata["language_info"] = info["language_info"];
  notebook.metadata["kernelspec"] ??= {
    name: "covalent",
    display_name: "Covalent (TypeScript)",
    language: "typescript",
  };
}

const linesOf = (reply: Dictionary): string[] => {
  const { ename, evalue, traceback } = reply;
  return Array.isArray(traceback) && traceback.length > 0 ? traceback.map(String) : [`${ename}: ${evalue}`];
};
