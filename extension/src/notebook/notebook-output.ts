// Output content as VS Code's own objects.

import * as vscode from "vscode";
import type { Content, Item } from "./output-content.ts";

export const itemFor = ({ bytes, mime }: Item): vscode.NotebookCellOutputItem =>
  new vscode.NotebookCellOutputItem(bytes, mime);

export const outputFor = ({ items, metadata }: Content): vscode.NotebookCellOutput =>
  new vscode.NotebookCellOutput(items.map(itemFor), { ...metadata });
