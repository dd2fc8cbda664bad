// One item in the status bar: whether the dispatcher runs, and how much it has to do.

import * as vscode from "vscode";
import type { Dispatcher } from "../connection/dispatcher.ts";
import { views } from "../contributions.ts";
import type { DispatchList } from "./dispatch-list.ts";
import { countRunning } from "./dispatch-rows.ts";

export function registerStatusBar(dispatcher: Dispatcher, list: DispatchList): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("covalent.dispatcher", vscode.StatusBarAlignment.Left);
  item.name = "Covalent Dispatcher";
  const draw = (): void => {
    const running = countRunning(list.dispatches);
    switch (dispatcher.state.phase) {
      case "looking":
        item.hide();
        return;
      case "running":
        item.text = running === 0 ? "$(type-hierarchy) Covalent" : `$(sync~spin) Covalent: ${running} running`;
        item.tooltip = "Dispatcher running. Select to see its dispatches.";
        item.command = `${views.dispatches}.focus`;
        break;
      case "stopped":
        item.text = "$(circle-slash) Covalent: stopped";
        item.tooltip = "Dispatcher stopped. It starts by itself at the first dispatch; select to start it now.";
        item.command = "covalent.startDispatcher";
    }
    item.show();
  };
  const listening = [list.onChange(draw), dispatcher.onState(draw)];
  return vscode.Disposable.from(item, {
    dispose() {
      for (const it of listening) it[Symbol.dispose]();
    },
  });
}
