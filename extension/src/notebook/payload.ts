// What a kernel asks of its front end in the reply to a cell: another cell's text, or a page to read.

import type { Output } from "covalent-ts/jupyter";
import * as vscode from "vscode";
import * as z from "zod";

const Payload = z.discriminatedUnion("source", [
  z.object({ source: z.literal("set_next_input"), text: z.string(), replace: z.boolean().default(false) }),
  z.object({ source: z.literal("page"), data: z.record(z.string(), z.unknown()) }),
]);

/** Does what it can itself, and returns what is to be shown under the cell. Sorts that we do not know are passed over. */
export async function followPayload(cell: vscode.NotebookCell, payload: unknown): Promise<Output[]> {
  const shown: Output[] = [];
  for (const raw of Array.isArray(payload) ? payload : []) {
    const { data: wish } = Payload.safeParse(raw);
    if (wish?.source === "set_next_input") await setNextInput(cell, wish.text, wish.replace);
    if (wish?.source === "page") shown.push({ type: "display_data", data: wish.data, metadata: {}, transient: {} });
  }
  return shown;
}

async function setNextInput(cell: vscode.NotebookCell, text: string, replace: boolean): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  if (replace) {
    edit.replace(cell.document.uri, new vscode.Range(0, 0, cell.document.lineCount, 0), text);
  } else {
    const next = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, cell.document.languageId);
    edit.set(cell.notebook.uri, [vscode.NotebookEdit.insertCells(cell.index + 1, [next])]);
  }
  await vscode.workspace.applyEdit(edit);
}
