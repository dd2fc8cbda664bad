// What this extension consists of, put together: each part is a file of its own.

import { setTimeout as delay } from "node:timers/promises";
import { dataDirectory as defaultDataDirectory } from "covalent-ts/protocol";
import * as vscode from "vscode";
import { bundleIn } from "./connection/bundle.ts";
import { watchDispatcher } from "./connection/dispatcher.ts";
import { kernelOpener } from "./connection/kernel-opener.ts";
import { registerCellDebugger } from "./debug/debug-cells.ts";
import { registerDispatchCommands } from "./dispatch-commands.ts";
import { registerController } from "./notebook/controller.ts";
import { registerLanguageFeatures } from "./notebook/language-features.ts";
import { registerNewNotebook } from "./notebook/new-notebook.ts";
import { messageOf, readSetting, setContext } from "./registrations.ts";
import { listDispatches } from "./views/dispatch-list.ts";
import { registerDispatchesTree } from "./views/dispatches-tree.ts";
import { graphActions } from "./views/graph-actions.ts";
import { registerGraphEditors } from "./views/graph-editors.ts";
import { registerGraphView } from "./views/graph-view.ts";
import { registerRendererLink } from "./views/renderer-link.ts";
import { registerStatusBar } from "./views/status-bar.ts";
import { registerTextDocuments } from "./views/text-documents.ts";

let closeAll: () => Promise<void> = async () => undefined;

export function activate(context: vscode.ExtensionContext): void {
  const dist = vscode.Uri.joinPath(context.extensionUri, "dist");
  const media = (file: string): vscode.Uri => vscode.Uri.joinPath(context.extensionUri, "media", file);
  const icon = { light: media("covalent-light.svg"), dark: media("covalent-dark.svg") };
  const bundle = bundleIn(dist.fsPath);
  const dataDirectory = readSetting("covalent.dataDirectory") || defaultDataDirectory();
  const log = vscode.window.createOutputChannel("Covalent", { log: true });

  const dispatcher = watchDispatcher({
    directory: dataDirectory,
    onProblem: (error) => log.warn(messageOf(error)),
    pause: () => delay(1_000),
  });
  dispatcher.onState(({ phase }) => setContext("covalent.dispatcher", phase));
  const list = listDispatches(dispatcher, { limit: 200, pause: () => delay(250) });

  const controller = registerController({ openKernel: kernelOpener({ bundle, dataDirectory, log }), log });
  const actions = graphActions(dispatcher, list);
  const graph = registerGraphView({ dist, dispatcher, list, actions });
  const editors = registerGraphEditors({ dist, icon, dispatcher, actions });
  context.subscriptions.push(
    log,
    controller,
    graph,
    editors,
    registerLanguageFeatures(controller),
    registerCellDebugger(controller),
    registerNewNotebook(),
    registerDispatchesTree(list, dispatcher),
    registerTextDocuments(dispatcher),
    registerRendererLink(dispatcher, graph),
    registerStatusBar(dispatcher, list),
    registerDispatchCommands({ bundle, dataDirectory, dispatcher, list, graph, editors, log }),
  );
  closeAll = async () => {
    list[Symbol.dispose]();
    await Promise.all([controller.close(), dispatcher[Symbol.asyncDispose]()]);
  };
}

/** Kernels end with the window; the dispatcher, and what it runs, does not. */
export const deactivate = (): Promise<void> => closeAll();
