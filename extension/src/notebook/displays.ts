// Which outputs show which display: an update changes them all, in whatever cell they are, also after that cell has ended.

import type * as vscode from "vscode";
import { itemFor } from "./notebook-output.ts";
import type { Content } from "./output-content.ts";

interface Shown {
  readonly cell: vscode.NotebookCell;
  readonly output: vscode.NotebookCellOutput;
}

export interface Displays {
  add(display: string, shown: Shown): void;
  /** A cell's outputs were cleared: its displays are gone. */
  forget(cell: vscode.NotebookCell): void;
  update(display: string, content: Content): Promise<void>;
}

/** @param editing the execution that a cell has now; only through one can its outputs be changed. */
export function trackDisplays(
  controller: vscode.NotebookController,
  editing: (cell: vscode.NotebookCell) => vscode.NotebookCellExecution | undefined,
): Displays {
  const shown = new Map<string, Shown[]>();
  /** Updates of one cell that has ended take turns, because a cell can have one execution at a time. */
  const turns = new WeakMap<vscode.NotebookCell, Promise<void>>();

  const change = async ({ cell, output }: Shown, content: Content): Promise<void> => {
    if (cell.index < 0) return;
    const items = content.items.map(itemFor);
    const execution = editing(cell);
    if (execution !== undefined) return void (await execution.replaceOutputItems(items, output));
    await withPassingExecution(
      controller,
      cell,
      async (passing) => void (await passing.replaceOutputItems(items, output)),
    );
  };

  return {
    add(display, it) {
      shown.set(display, [...(shown.get(display) ?? []), it]);
    },
    forget(cell) {
      for (const [display, all] of shown) {
        const others = all.filter((it) => it.cell !== cell);
        if (others.length === 0) shown.delete(display);
        else shown.set(display, others);
      }
    },
    async update(display, content) {
      const changes = (shown.get(display) ?? []).map((it) => {
        const turn = (turns.get(it.cell) ?? Promise.resolve())
          .then(() => change(it, content))
          .catch(() => {
            // The person cleared the output, or ran the cell again, at this very moment: there is nothing left to update.
          });
        turns.set(it.cell, turn);
        return turn;
      });
      await Promise.all(changes);
    },
  };
}

/** How a cell's run ended, which it has to show again after each change of its outputs. */
export interface RunSummary {
  readonly executionOrder: number | undefined;
  readonly success: boolean | undefined;
  readonly startTime: number | undefined;
  readonly endTime: number | undefined;
}

/** Kept here, because what VS Code says of a cell lags behind: between two changes the cell may count as running. */
const lastRuns = new WeakMap<vscode.NotebookCell, RunSummary>();

export const rememberRun = (cell: vscode.NotebookCell, summary: RunSummary): void => void lastRuns.set(cell, summary);

/** An execution that leaves no trace: the cell's number, times and success are as they were. */
export async function withPassingExecution(
  controller: vscode.NotebookController,
  cell: vscode.NotebookCell,
  edit: (execution: vscode.NotebookCellExecution) => Promise<void>,
): Promise<void> {
  const last = lastRuns.get(cell);
  const execution = controller.createNotebookCellExecution(cell);
  execution.executionOrder = last?.executionOrder;
  execution.start(last?.startTime);
  try {
    await edit(execution);
  } finally {
    execution.end(last?.success, last?.endTime);
  }
}
