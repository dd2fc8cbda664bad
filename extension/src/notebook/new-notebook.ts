// "New Notebook": a small workflow that runs as it is, in a notebook that our kernel is chosen for.

import * as vscode from "vscode";
import { notebookType } from "../contributions.ts";
import { registerCommand } from "../registrations.ts";
import { typescriptMetadata } from "./kernel-language.ts";

const cells = [
  `import * as ct from "covalent-ts";

const square = ct.electron(function square(x: number) {
  return x * x;
});

const sumOfSquares = ct.lattice(function sumOfSquares(n: number) {
  const squares = Array.from({ length: n }, (_, i) => square(i + 1));
  return ct.electron(function sum(values: number[]) {
    return values.reduce((a, b) => a + b, 0);
  })(squares);
});`,
  `const id = await ct.dispatch(sumOfSquares)(3);
const result = await ct.getResult(id, { wait: true });
result.value`,
];

export const registerNewNotebook = (): vscode.Disposable =>
  registerCommand("covalent.newNotebook", async () => {
    const content = new vscode.NotebookData(
      cells.map((code) => new vscode.NotebookCellData(vscode.NotebookCellKind.Code, code, "typescript")),
    );
    content.metadata = { metadata: typescriptMetadata };
    const notebook = await vscode.workspace.openNotebookDocument(notebookType, content);
    await vscode.window.showNotebookDocument(notebook);
  });
