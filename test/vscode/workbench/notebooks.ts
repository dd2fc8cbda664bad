// What tests do with notebooks, through the API of a window's extension host.

import { join } from "node:path";
import type { Window } from "./window.ts";

/** Opens it in the editor. Our kernel is chosen by VS Code itself, as for anybody who opens it. */
export const openNotebook = (window: Window, folder: string, name: string): Promise<void> =>
  window.host.evaluate(
    async (vscode, path) => {
      const notebook = await vscode.workspace.openNotebookDocument(vscode.Uri.file(path));
      await vscode.window.showNotebookDocument(notebook);
    },
    join(folder, name),
  );

/** Run All, until no cell runs any more; resolves with whether each code cell succeeded. */
export const runAll = (window: Window): Promise<(boolean | null)[]> =>
  window.host.evaluate(async (vscode) => {
    const notebook = vscode.window.activeNotebookEditor?.notebook;
    if (notebook === undefined) throw new Error("No notebook is open.");
    const code = notebook.getCells().filter(({ kind }) => kind === vscode.NotebookCellKind.Code);
    await vscode.commands.executeCommand("notebook.execute", notebook.uri);
    await new Promise<void>((resolve) => {
      const check = (): void => {
        const isSettled = (cell: (typeof code)[number]): boolean =>
          cell.executionSummary?.timing?.endTime !== undefined || cell.executionSummary?.success === false;
        const failed = code.some((cell) => cell.executionSummary?.success === false);
        if (!failed && !code.every(isSettled)) return;
        listening.dispose();
        resolve();
      };
      const listening = vscode.workspace.onDidChangeNotebookDocument(check);
      check();
    });
    return code.map((cell) => cell.executionSummary?.success ?? null);
  });

export const save = (window: Window): Promise<boolean | undefined> =>
  window.host.evaluate((vscode) => vscode.window.activeNotebookEditor?.notebook.save());

export const runCommand = (window: Window, command: string): Promise<unknown> =>
  window.host.evaluate(async (vscode, id) => {
    await vscode.commands.executeCommand(id);
    return null;
  }, command);
