// What the graph under a cell asks for, in the words of the renderer's messaging.

import type { RendererMessage, ViewMessage } from "../graph/messages.ts";

/** Null for what a graph under a cell does not ask. */
export function rendererMessageOf(message: ViewMessage): RendererMessage | null {
  switch (message.type) {
    case "select":
      return message.electron === null
        ? null
        : { type: "show-electron", dispatch: message.dispatch, electron: message.electron };
    case "open-in-editor":
      return { type: "open-graph", dispatch: message.dispatch };
    case "cancel":
      return { type: "cancel", dispatch: message.dispatch };
    default:
      return null;
  }
}
