// The graphs under cells: drawn from the notebook alone, and able to do something as long as their dispatch is known.

import { CovalentError } from "covalent-ts/errors";
import * as vscode from "vscode";
import type { Dispatcher } from "../connection/dispatcher.ts";
import { latticeRenderer } from "../contributions.ts";
import type { RendererHostMessage } from "../graph/messages.ts";
import { messageOf, runCommand } from "../registrations.ts";
import type { GraphView } from "./graph-view.ts";
import { FromRenderer } from "./messages-from-pages.ts";

export function registerRendererLink(dispatcher: Dispatcher, graph: GraphView): vscode.Disposable {
  const messaging = vscode.notebooks.createRendererMessaging(latticeRenderer);
  /** Dispatches that are drawn under some cell. */
  const drawn = new Set<string>();

  const tell = (dispatch: string, live: boolean): void => {
    const message: RendererHostMessage = { type: "live", dispatch, live };
    void messaging.postMessage(message);
  };
  const isKnown = async (dispatch: string): Promise<boolean> => {
    if (dispatcher.state.phase !== "running") return false;
    try {
      await dispatcher.client().ask("snapshot", { dispatch });
      return true;
    } catch (error) {
      if (error instanceof CovalentError) return false;
      throw error;
    }
  };
  const receive = async (raw: unknown): Promise<void> => {
    const message = FromRenderer.parse(raw);
    switch (message.type) {
      case "is-live":
        drawn.add(message.dispatch);
        return tell(message.dispatch, await isKnown(message.dispatch));
      case "open-graph":
        return void (await runCommand("covalent.openGraph", message.dispatch));
      case "show-electron":
        return graph.show(message.dispatch, message.electron);
      case "cancel":
        return void (await runCommand("covalent.cancelDispatch", message.dispatch));
    }
  };
  const state = dispatcher.onState(async () => {
    for (const dispatch of drawn) tell(dispatch, await isKnown(dispatch));
  });
  return vscode.Disposable.from(
    messaging.onDidReceiveMessage(({ message }) => {
      receive(message).catch((error: unknown) => void vscode.window.showErrorMessage(messageOf(error)));
    }),
    { dispose: () => state[Symbol.dispose]() },
  );
}
