// The Graph view of the sidebar: the newest dispatch, until the person picks another.

import { randomUUID } from "node:crypto";
import * as vscode from "vscode";
import type { Dispatcher } from "../connection/dispatcher.ts";
import { views } from "../contributions.ts";
import { registerCommand, setContext } from "../registrations.ts";
import type { DispatchList } from "./dispatch-list.ts";
import { type GraphActions, type GraphLink, linkGraph } from "./graph-link.ts";
import { graphPage } from "./graph-page.ts";

/** What the Graph view shows. */
type Choice = { mode: "newest" } | { mode: "picked"; dispatch: string };

export interface GraphView extends vscode.Disposable {
  /** The dispatch that is shown; null if there is none. */
  readonly shown: string | null;
  show(dispatch: string, electron?: number): Promise<void>;
}

export interface GraphViewOptions {
  readonly dist: vscode.Uri;
  readonly dispatcher: Dispatcher;
  readonly list: DispatchList;
  readonly actions: GraphActions;
}

export function registerGraphView({ dist, dispatcher, list, actions }: GraphViewOptions): GraphView {
  let choice: Choice = { mode: "newest" };
  let link: GraphLink | undefined;

  const chosen = (): string | null =>
    choice.mode === "picked" ? choice.dispatch : (list.dispatches[0]?.dispatch ?? null);
  const choose = (next: Choice): void => {
    choice = next;
    setContext("covalent.followsNewest", next.mode === "newest");
    draw();
  };
  const draw = (): void => {
    setContext("covalent.hasGraph", chosen() !== null);
    link?.show(chosen());
  };
  const listening = list.onChange(draw);

  const provider: vscode.WebviewViewProvider = {
    resolveWebviewView(view) {
      writePage(view.webview, dist);
      const mine = linkGraph(view.webview, dispatcher, actions);
      link = mine;
      view.onDidDispose(() => {
        mine[Symbol.dispose]();
        if (link === mine) link = undefined;
      });
      draw();
    },
  };
  choose({ mode: "newest" });

  const registrations = vscode.Disposable.from(
    vscode.window.registerWebviewViewProvider(views.graph, provider),
    registerCommand("covalent.followNewest", () => choose({ mode: "newest" })),
    { dispose: () => listening[Symbol.dispose]() },
  );
  return {
    get shown() {
      return chosen();
    },
    async show(dispatch, electron) {
      choose({ mode: "picked", dispatch });
      await vscode.commands.executeCommand(`${views.graph}.focus`, { preserveFocus: true });
      if (electron !== undefined) link?.reveal(electron);
    },
    dispose() {
      link?.[Symbol.dispose]();
      registrations.dispose();
    },
  };
}

/** Fills a webview with our page, which may load nothing but what we built. */
export function writePage(webview: vscode.Webview, dist: vscode.Uri): void {
  const address = (file: string): string => webview.asWebviewUri(vscode.Uri.joinPath(dist, file)).toString();
  webview.options = { enableScripts: true, localResourceRoots: [dist] };
  webview.html = graphPage({
    cspSource: webview.cspSource,
    script: address("graph-webview.js"),
    style: address("graph.css"),
    nonce: randomUUID(),
  });
}
