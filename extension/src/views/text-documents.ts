// Outputs and logs of electrons as read-only text documents: searched, compared and copied like any other text.

import * as vscode from "vscode";
import * as z from "zod";
import type { Dispatcher } from "../connection/dispatcher.ts";

const scheme = "covalent";
const Address = z.object({ kind: z.enum(["output", "log"]), dispatch: z.string(), electron: z.number().int() });
type Address = z.infer<typeof Address>;

export function registerTextDocuments(dispatcher: Dispatcher): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  return vscode.Disposable.from(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => textOf(dispatcher, Address.parse(JSON.parse(uri.query))),
    }),
    // What is opened again is read again: a log may have grown.
    vscode.workspace.onDidOpenTextDocument(({ uri }) => {
      if (uri.scheme === scheme) changed.fire(uri);
    }),
  );
}

/** Opens what an electron returned, or printed. */
export async function openText(kind: Address["kind"], dispatch: string, electron: number): Promise<void> {
  const address: Address = { kind, dispatch, electron };
  const path = `/${dispatch.slice(0, 8)}/electron ${electron} ${kind}.txt`;
  const uri = vscode.Uri.from({ scheme, path, query: JSON.stringify(address) });
  await vscode.window.showTextDocument(uri, { preview: true });
}

async function textOf(dispatcher: Dispatcher, { kind, dispatch, electron }: Address): Promise<string> {
  const { view, log } = await dispatcher.client().ask("electron", { dispatch, electron });
  if (kind === "log") return log.map(({ text }) => text).join("");
  return view.output?.text ?? `${view.name} has not returned anything yet.`;
}
