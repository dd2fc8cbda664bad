// Commands on the dispatcher and on single dispatches, for palette, trees and buttons alike.

import * as vscode from "vscode";
import { type Bundle, childEnvironment } from "./connection/bundle.ts";
import type { Dispatcher } from "./connection/dispatcher.ts";
import { startDispatcher } from "./connection/start-dispatcher.ts";
import { dispatchOf } from "./contributions.ts";
import { registerCommand } from "./registrations.ts";
import type { DispatchList } from "./views/dispatch-list.ts";
import type { GraphEditors } from "./views/graph-editors.ts";
import type { GraphView } from "./views/graph-view.ts";
import { openPlace } from "./views/open-place.ts";

export interface DispatchCommandsOptions {
  readonly bundle: Bundle;
  readonly dataDirectory: string;
  readonly dispatcher: Dispatcher;
  readonly list: DispatchList;
  readonly graph: GraphView;
  readonly editors: GraphEditors;
  readonly log: vscode.LogOutputChannel;
}

export function registerDispatchCommands(options: DispatchCommandsOptions): vscode.Disposable {
  const { bundle, dataDirectory, dispatcher, list, graph, editors, log } = options;

  const start = async (): Promise<void> => {
    if (!vscode.workspace.isTrusted) throw new Error("The dispatcher is started once this workspace is trusted.");
    const command = [process.execPath, bundle.covalent] as const;
    const env = childEnvironment(bundle, { dataDirectory });
    const location = { viewId: "covalent.dispatches" };
    await vscode.window.withProgress({ location }, () =>
      startDispatcher({ command, env, onLine: (line) => log.info(`covalent start: ${line}`) }),
    );
  };
  const stop = async (): Promise<void> => {
    const running = list.dispatches.filter(({ endedAt }) => endedAt === null).length;
    const answer = await vscode.window.showWarningMessage(
      "Stop the dispatcher?",
      {
        modal: true,
        detail: running === 0 ? "Nothing is running." : `${running} running go on when it is started again.`,
      },
      "Stop Dispatcher",
    );
    if (answer !== undefined) await dispatcher.client().ask("stop", {});
  };
  const cancel = async (dispatch: string): Promise<void> => {
    const lattice = list.dispatches.find((it) => it.dispatch === dispatch)?.lattice ?? dispatch;
    const detail = "Its running electrons are stopped, and those that wait do not run.";
    const answer = await vscode.window.showWarningMessage(
      `Cancel ${lattice}?`,
      { modal: true, detail },
      "Cancel Dispatch",
    );
    if (answer !== undefined) await dispatcher.client().ask("cancel", { dispatch });
  };

  return vscode.Disposable.from(
    registerCommand("covalent.startDispatcher", start),
    registerCommand("covalent.stopDispatcher", stop),
    registerCommand("covalent.showDispatch", (dispatch) => graph.show(dispatch)),
    registerCommand("covalent.openGraph", (ref, electron) => {
      const dispatch = ref === undefined ? graph.shown : dispatchOf(ref);
      if (dispatch !== null) editors.open(dispatch, electron ?? undefined);
    }),
    registerCommand("covalent.cancelDispatch", (ref) => cancel(dispatchOf(ref))),
    registerCommand("covalent.openOrigin", async (ref) => {
      const origin = list.dispatches.find(({ dispatch }) => dispatch === dispatchOf(ref))?.origin;
      if (origin) await openPlace(origin);
    }),
    registerCommand("covalent.copyDispatchId", (ref) => vscode.env.clipboard.writeText(dispatchOf(ref))),
    registerCommand("covalent.showLog", () => log.show()),
  );
}
