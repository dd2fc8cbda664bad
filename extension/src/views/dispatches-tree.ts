// The Dispatches tree: the rows as VS Code draws them, with a clock for those that run and a badge for how many do.

import * as vscode from "vscode";
import type { Dispatcher } from "../connection/dispatcher.ts";
import { views } from "../contributions.ts";
import type { DispatchList } from "./dispatch-list.ts";
import { countRunning, type DispatchRow, type GroupRow, rowsOf } from "./dispatch-rows.ts";

type Row = GroupRow | DispatchRow;

/** How often the times of running dispatches are drawn again, in milliseconds; the graph counts each second. */
const tick = 5_000;

export function registerDispatchesTree(list: DispatchList, dispatcher: Dispatcher): vscode.Disposable {
  const changed = new vscode.EventEmitter<undefined>();
  const tree = vscode.window.createTreeView<Row>(views.dispatches, {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: (row) => {
        if (row === undefined) return rowsOf(list.dispatches, Date.now());
        return row.kind === "group" ? [...row.rows] : [];
      },
      getTreeItem: (row) => (row.kind === "group" ? groupItem(row) : dispatchItem(row)),
    },
  });

  /** Drawn again only when a row reads differently: each drawing makes its buttons anew, and a click on an old one is lost. */
  let drawn = "";
  const drawRows = (): void => {
    const rows = JSON.stringify(rowsOf(list.dispatches, Date.now()));
    if (rows === drawn) return;
    drawn = rows;
    changed.fire(undefined);
  };
  let ticking: NodeJS.Timeout | undefined;
  const draw = (): void => {
    const running = countRunning(list.dispatches);
    const noun = running === 1 ? "dispatch" : "dispatches";
    tree.badge = running === 0 ? undefined : { value: running, tooltip: `${running} running ${noun}` };
    drawRows();
    const ticks = running > 0 && tree.visible && dispatcher.state.phase === "running";
    if (!ticks) clearInterval(ticking);
    else ticking ??= setInterval(drawRows, tick);
    if (!ticks) ticking = undefined;
  };
  const listening = list.onChange(draw);
  const state = dispatcher.onState(({ phase }) => {
    // The rows stay: they are the last that is known.
    tree.message = phase === "stopped" && list.dispatches.length > 0 ? "Dispatcher stopped" : "";
    draw();
  });
  return vscode.Disposable.from(tree, changed, tree.onDidChangeVisibility(draw), {
    dispose() {
      clearInterval(ticking);
      listening[Symbol.dispose]();
      state[Symbol.dispose]();
    },
  });
}

function groupItem(group: GroupRow): vscode.TreeItem {
  const item = new vscode.TreeItem(group.label, vscode.TreeItemCollapsibleState.Expanded);
  item.id = `group:${group.file}`;
  item.description = group.description;
  item.contextValue = "group";
  if (group.file !== "") {
    item.tooltip = group.file;
    item.resourceUri = vscode.Uri.file(group.file);
    item.iconPath = vscode.ThemeIcon.File;
  }
  return item;
}

function dispatchItem(row: DispatchRow): vscode.TreeItem {
  const item = new vscode.TreeItem(row.label);
  item.id = row.dispatch;
  item.description = row.description;
  item.tooltip = row.tooltip;
  item.contextValue = row.contextValue;
  item.iconPath = new vscode.ThemeIcon(row.icon.glyph, new vscode.ThemeColor(row.icon.colour));
  item.accessibilityInformation = { label: row.spoken };
  item.command = { command: "covalent.showDispatch", title: "Show in Graph View", arguments: [row.dispatch] };
  return item;
}
