// The kernel "Covalent (TypeScript)" as VS Code offers it for notebooks, and a session for each notebook that takes it.

import * as vscode from "vscode";
import type { OpenKernel } from "../connection/kernel-link.ts";
import { controllerId, notebookType } from "../contributions.ts";
import { registerCommand } from "../registrations.ts";
import { isTypeScriptNotebook } from "./kernel-language.ts";
import { openSession, type Session } from "./session.ts";

export interface Controller extends vscode.Disposable {
  /** The session of a notebook that is run by our kernel; undefined for all others. */
  sessionOf(notebook: vscode.NotebookDocument): Session | undefined;
  /** Ends every kernel. */
  close(): Promise<void>;
}

export interface ControllerOptions {
  readonly openKernel: OpenKernel;
  readonly log: vscode.LogOutputChannel;
}

export function registerController({ openKernel, log }: ControllerOptions): Controller {
  const controller = vscode.notebooks.createNotebookController(controllerId, notebookType, "Covalent (TypeScript)");
  const sessions = new Map<vscode.NotebookDocument, Session>();
  const selected = new WeakSet<vscode.NotebookDocument>();

  const session = (notebook: vscode.NotebookDocument): Session => {
    const there = sessions.get(notebook);
    if (there !== undefined) return there;
    const made = openSession(notebook, { controller, openKernel, now: Date.now, log });
    sessions.set(notebook, made);
    return made;
  };
  const close = async (notebook: vscode.NotebookDocument): Promise<void> => {
    const ending = sessions.get(notebook);
    sessions.delete(notebook);
    await ending?.[Symbol.asyncDispose]();
  };
  const prefer = (notebook: vscode.NotebookDocument): void => {
    if (notebook.notebookType !== notebookType || !isTypeScriptNotebook(notebook.metadata)) return;
    controller.updateNotebookAffinity(notebook, vscode.NotebookControllerAffinity.Preferred);
  };

  controller.description = "electrons and lattices";
  controller.supportedLanguages = ["typescript"];
  controller.supportsExecutionOrder = true;
  controller.executeHandler = async (cells, notebook) => {
    if (!vscode.workspace.isTrusted) {
      void vscode.window.showWarningMessage("Cells run once this workspace is trusted.");
      return;
    }
    await session(notebook).run(cells);
  };
  controller.interruptHandler = (notebook) => sessions.get(notebook)?.interrupt();

  vscode.workspace.notebookDocuments.forEach(prefer);
  const registrations = vscode.Disposable.from(
    controller,
    controller.onDidChangeSelectedNotebooks(({ notebook, selected: isSelected }) => {
      if (isSelected) return void selected.add(notebook);
      selected.delete(notebook);
      void close(notebook);
    }),
    vscode.workspace.onDidOpenNotebookDocument(prefer),
    vscode.workspace.onDidCloseNotebookDocument((notebook) => void close(notebook)),
    registerCommand("covalent.restartKernel", async (target) => {
      const uri = target?.notebookEditor.notebookUri ?? vscode.window.activeNotebookEditor?.notebook.uri;
      const notebook = vscode.workspace.notebookDocuments.find((it) => it.uri.toString() === uri?.toString());
      if (notebook === undefined) return;
      await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title: "Restarting the kernel" },
        () => session(notebook).restart(),
      );
    }),
  );

  return {
    sessionOf: (notebook) => (selected.has(notebook) ? session(notebook) : undefined),
    async close() {
      await Promise.all([...sessions.keys()].map(close));
    },
    dispose: () => registrations.dispose(),
  };
}
