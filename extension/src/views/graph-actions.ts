// What a person asks for in a graph, done: cancel, go to the code, open an output, copy.

import * as vscode from "vscode";
import type { Dispatcher } from "../connection/dispatcher.ts";
import { runCommand } from "../registrations.ts";
import type { DispatchList } from "./dispatch-list.ts";
import type { GraphActions } from "./graph-link.ts";
import { openPlace } from "./open-place.ts";
import { openText } from "./text-documents.ts";

export const graphActions = (dispatcher: Dispatcher, list: DispatchList): GraphActions => ({
  hasDispatches: () => list.dispatches.length > 0,
  async perform(message) {
    switch (message.type) {
      case "cancel": {
        const { dispatch, electrons } = message;
        await dispatcher.client().ask("cancel", electrons === undefined ? { dispatch } : { dispatch, electrons });
        return;
      }
      case "open-place":
        return openPlace(message.place);
      case "open-in-editor":
        return void (await runCommand("covalent.openGraph", message.dispatch, message.electron));
      case "open-output":
        return openText("output", message.dispatch, message.electron);
      case "open-log":
        return openText("log", message.dispatch, message.electron);
      case "copy":
        return vscode.env.clipboard.writeText(message.text);
      case "start-dispatcher":
        return void (await runCommand("covalent.startDispatcher"));
    }
  },
});
