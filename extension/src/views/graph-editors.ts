// Graphs as editors of their own: one a dispatch, restored when the window is opened again.

import * as vscode from "vscode";
import * as z from "zod";
import type { Dispatcher } from "../connection/dispatcher.ts";
import { graphEditorType } from "../contributions.ts";
import { type GraphActions, type GraphLink, linkGraph } from "./graph-link.ts";
import { writePage } from "./graph-view.ts";

export interface GraphEditors extends vscode.Disposable {
  open(dispatch: string, electron?: number | null): void;
}

export interface GraphEditorsOptions {
  readonly dist: vscode.Uri;
  readonly icon: { readonly light: vscode.Uri; readonly dark: vscode.Uri };
  readonly dispatcher: Dispatcher;
  readonly actions: GraphActions;
}

/** What a page leaves behind for its next life; the page itself writes it. */
const PageState = z.looseObject({ dispatch: z.string() });

export function registerGraphEditors({ dist, icon, dispatcher, actions }: GraphEditorsOptions): GraphEditors {
  const editors = new Map<string, { panel: vscode.WebviewPanel; link: GraphLink }>();

  const fill = (panel: vscode.WebviewPanel, dispatch: string): GraphLink => {
    panel.iconPath = icon;
    writePage(panel.webview, dist);
    const link = linkGraph(panel.webview, dispatcher, {
      ...actions,
      onDocument: (document) => {
        panel.title = document.lattice;
      },
    });
    editors.set(dispatch, { panel, link });
    panel.onDidDispose(() => {
      link[Symbol.dispose]();
      editors.delete(dispatch);
    });
    link.show(dispatch);
    return link;
  };
  const serializer = vscode.window.registerWebviewPanelSerializer(graphEditorType, {
    async deserializeWebviewPanel(panel, state: unknown) {
      const { data } = PageState.safeParse(state);
      if (data === undefined) panel.dispose();
      else fill(panel, data.dispatch);
    },
  });

  return {
    open(dispatch, electron) {
      const open = editors.get(dispatch);
      open?.panel.reveal();
      const link =
        open?.link ??
        fill(vscode.window.createWebviewPanel(graphEditorType, "Graph", vscode.ViewColumn.Active, {}), dispatch);
      if (electron !== undefined) link.reveal(electron);
    },
    dispose() {
      serializer.dispose();
      for (const { link } of editors.values()) link[Symbol.dispose]();
    },
  };
}
