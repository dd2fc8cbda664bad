// The kernel of one notebook: started by the first cell, replaced after it ended, and gone with the notebook.

import type { IKernelConnection } from "@jupyterlab/services/lib/kernel/kernel.js";
import { CovalentError } from "covalent-ts/errors";
import * as vscode from "vscode";
import type { KernelLink, OpenKernel } from "../connection/kernel-link.ts";
import { openQueue } from "./cell-queue.ts";
import { type CellRun, queueCell } from "./cell-run.ts";
import { trackDisplays, withPassingExecution } from "./displays.ts";

export interface Session extends AsyncDisposable {
  readonly notebook: vscode.NotebookDocument;
  run(cells: readonly vscode.NotebookCell[]): Promise<void>;
  interrupt(): Promise<void>;
  restart(): Promise<void>;
  /** The kernel's connection, started if it is not there. */
  connection(): Promise<IKernelConnection>;
}

export interface SessionOptions {
  readonly controller: vscode.NotebookController;
  readonly openKernel: OpenKernel;
  readonly now: () => number;
  readonly log: vscode.LogOutputChannel;
}

/** An interrupt that is not obeyed within this time, in milliseconds, is followed by the offer to restart. */
const interruptPatience = 10_000;

export function openSession(
  notebook: vscode.NotebookDocument,
  { controller, openKernel, now, log }: SessionOptions,
): Session {
  let kernel: Promise<KernelLink> | undefined;
  const displays = trackDisplays(controller, (cell) =>
    queue.running?.cell === cell ? queue.running.execution : undefined,
  );

  const kernelNow = (): Promise<KernelLink> => {
    if (kernel !== undefined) return kernel;
    const starting = openKernel(placeOf(notebook));
    kernel = starting;
    starting
      .then((link) => link.ended)
      .then(
        (how) => log.warn(`kernel of ${notebook.uri.fsPath} ended ${how}`),
        (error) => log.error(error instanceof Error ? error : String(error)),
      )
      .finally(() => {
        if (kernel === starting) kernel = undefined;
      });
    return starting;
  };

  const run = async (it: CellRun): Promise<boolean> => {
    try {
      const link = await kernelNow();
      const sent = it.send(link.connection);
      const ended = link.ended.then((how) => {
        throw new CovalentError("KERNEL_ENDED", { how });
      });
      const success = await Promise.race([sent, ended]);
      return success || mayFail(it.cell);
    } catch (error) {
      log.error(error instanceof Error ? error : String(error));
      await it.fail(error instanceof Error ? error : new Error(String(error)));
      return false;
    }
  };
  const queue = openQueue<CellRun>({ run, skip: (it) => it.skip() });

  const interrupt = async (): Promise<void> => {
    queue.clear();
    const interrupted = queue.running;
    if (kernel === undefined || interrupted === undefined) return;
    const link = await kernel;
    await Promise.race([link.interrupt(), link.ended]);
    await new Promise((resolve) => setTimeout(resolve, interruptPatience).unref());
    if (queue.running !== interrupted || kernel === undefined) return;
    const answer = await vscode.window.showWarningMessage(
      "The kernel has not stopped this cell yet. A restart does, and loses what the cells have defined.",
      "Restart Kernel",
    );
    if (answer === "Restart Kernel") await restart();
  };
  const stop = async (): Promise<void> => {
    queue.clear();
    const stopping = kernel;
    kernel = undefined;
    const link = await stopping?.catch(() => undefined);
    await queue.running?.fail(new CovalentError("KERNEL_ENDED", { how: "because it was restarted" }));
    await link?.[Symbol.asyncDispose]();
  };
  const restart = async (): Promise<void> => {
    await stop();
    await kernelNow();
  };

  return {
    notebook,
    run(cells) {
      const runs = cells
        .filter((cell) => cell.index >= 0)
        .map((cell) =>
          queueCell(controller, cell, {
            displays,
            now,
            onInputRefused: () => void interrupt(),
            afterwards: (edit) => withPassingExecution(controller, cell, edit),
          }),
        );
      return queue.add(runs);
    },
    interrupt,
    restart,
    connection: async () => (await kernelNow()).connection,
    [Symbol.asyncDispose]: stop,
  };
}

/** The notebook's folder, or the workspace's as long as the notebook has none. */
function placeOf(notebook: vscode.NotebookDocument): { notebook: string | undefined; directory: string } {
  const saved = !notebook.isUntitled && notebook.uri.scheme === "file";
  const folder = saved
    ? vscode.Uri.joinPath(notebook.uri, "..")
    : (vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === "file")?.uri ?? undefined);
  return { notebook: saved ? notebook.uri.fsPath : undefined, directory: folder?.fsPath ?? process.cwd() };
}

/** The author expects this cell to fail, and wants those after it to run. */
function mayFail(cell: vscode.NotebookCell): boolean {
  const metadata: unknown = cell.metadata["metadata"];
  const tags = typeof metadata === "object" && metadata !== null ? Reflect.get(metadata, "tags") : undefined;
  return Array.isArray(tags) && tags.includes("raises-exception");
}
