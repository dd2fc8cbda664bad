// "Debug Cell": runs a cell with VS Code's debugger attached to its kernel.

import * as vscode from "vscode";
import { cellDebugger } from "../contributions.ts";
import type { Controller } from "../notebook/controller.ts";
import { registerCommand } from "../registrations.ts";
import { CellDebugAdapter } from "./cell-debug-adapter.ts";

export function registerCellDebugger(controller: Controller): vscode.Disposable {
  /** Notebooks with a session: a kernel has one debugger. */
  const debugged = new Map<string, vscode.DebugSession>();

  const debug = async (given: vscode.NotebookCell | undefined): Promise<void> => {
    const cell = given ?? cellInFocus();
    if (cell === undefined) throw new Error("Select the cell that is to be debugged.");
    if (!vscode.workspace.isTrusted) throw new Error("Cells run once this workspace is trusted.");
    const { notebook } = cell;
    if (debugged.has(notebook.uri.toString())) {
      throw new Error("A cell of this notebook is being debugged: stop that first, or let it go on to its end.");
    }
    const configuration: vscode.DebugConfiguration = {
      type: cellDebugger,
      request: "launch",
      name: `Cell ${notebook.getCells().indexOf(cell) + 1}`,
      cell: cell.document.uri.toString(),
      // What cells print is under them.
      internalConsoleOptions: "neverOpen",
    };
    // The cell is run as it stands on the screen.
    const options = { suppressSaveBeforeStart: true };
    await vscode.debug.startDebugging(vscode.workspace.getWorkspaceFolder(notebook.uri), configuration, options);
  };

  const factory: vscode.DebugAdapterDescriptorFactory = {
    async createDebugAdapterDescriptor(debugSession) {
      const cell = cellAt(debugSession.configuration["cell"]);
      const session = cell === undefined ? undefined : controller.sessionOf(cell.notebook);
      if (cell === undefined || session === undefined) {
        throw new Error("Cells are debugged by 'Debug Cell', in a notebook whose kernel is Covalent (TypeScript).");
      }
      debugged.set(cell.notebook.uri.toString(), debugSession);
      const adapter = new CellDebugAdapter(cell, session, await session.connection());
      return new vscode.DebugAdapterInlineImplementation(adapter);
    },
  };

  return vscode.Disposable.from(
    registerCommand("covalent.debugCell", debug),
    vscode.debug.registerDebugAdapterDescriptorFactory(cellDebugger, factory),
    vscode.debug.onDidTerminateDebugSession((ended) => {
      for (const [notebook, session] of debugged) if (session.id === ended.id) debugged.delete(notebook);
    }),
  );
}

function cellInFocus(): vscode.NotebookCell | undefined {
  const editor = vscode.window.activeNotebookEditor;
  if (editor === undefined || editor.selections.length === 0) return undefined;
  const cell = editor.notebook.cellAt(editor.selection.start);
  return cell.kind === vscode.NotebookCellKind.Code ? cell : undefined;
}

const cellAt = (address: unknown): vscode.NotebookCell | undefined =>
  vscode.workspace.notebookDocuments
    .flatMap((notebook) => notebook.getCells())
    .find(({ document }) => document.uri.toString() === address);
