// How a command of the notebook toolbar is told its notebook.

import type * as vscode from "vscode";

/** VS Code passes the notebook's address in an object; keyboard and palette pass nothing. */
export interface NotebookUri {
  notebookEditor: { notebookUri: vscode.Uri };
}
