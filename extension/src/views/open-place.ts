// Shows the line that something stands on: in a file, or in the cell of a notebook.

import type { Place } from "covalent-ts/protocol";
import * as vscode from "vscode";

/** A cell that was run again, or deleted, has another number: then its notebook is shown, and nothing is selected in it. */
export async function openPlace(place: Place): Promise<void> {
  if (place.cell === undefined) {
    await vscode.window.showTextDocument(vscode.Uri.file(place.file), { selection: pointOf(place) });
    return;
  }
  const notebook = await notebookOf(place);
  if (notebook === undefined) return;
  const editor = await vscode.window.showNotebookDocument(notebook);
  const cell = notebook.getCells().find((it) => it.executionSummary?.executionOrder === place.cell);
  if (cell === undefined) return;
  const range = new vscode.NotebookRange(cell.index, cell.index + 1);
  editor.selections = [range];
  editor.revealRange(range, vscode.NotebookEditorRevealType.InCenterIfOutsideViewport);
  await vscode.window.showTextDocument(cell.document, { selection: pointOf(place) });
}

/** One that is not saved has no path yet: it is told by a cell of that number. */
async function notebookOf({ file, cell }: Place): Promise<vscode.NotebookDocument | undefined> {
  if (file.endsWith(".ipynb")) return vscode.workspace.openNotebookDocument(vscode.Uri.file(file));
  return vscode.workspace.notebookDocuments.find((it) =>
    it.getCells().some(({ executionSummary }) => executionSummary?.executionOrder === cell),
  );
}

function pointOf({ line, column }: Place): vscode.Range {
  const point = new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1));
  return new vscode.Range(point, point);
}
