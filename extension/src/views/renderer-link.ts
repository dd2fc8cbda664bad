// The graphs under cells: drawn from the notebook alone, and able to do something as long as their dispatch is known.

import { Frames } from "covalent-ts/client";
import { CovalentError } from "covalent-ts/errors";
import { isSettled } from "covalent-ts/protocol";
import * as vscode from "vscode";
import type { Dispatcher } from "../connection/dispatcher.ts";
import { latticeRenderer } from "../contributions.ts";
import type { RendererHostMessage } from "../graph/messages.ts";
import { messageOf, runCommand } from "../registrations.ts";
import type { GraphView } from "./graph-view.ts";
import { FromRenderer } from "./messages-from-pages.ts";
import { paced } from "./paced.ts";

/** Milliseconds between two pictures of one dispatch at least: each sends the whole document. */
const pause = 100;

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
  const followed = new Map<string, Disposable>();
  const stopFollowing = (dispatch: string): void => {
    followed.get(dispatch)?.[Symbol.dispose]();
    followed.delete(dispatch);
  };
  /** Once for all outputs that draw it. One that no dispatcher knows any more stays as it was saved. */
  const follow = (dispatch: string): void => {
    if (followed.has(dispatch)) return;
    const frames = new Frames();
    const play = paced(() => {
      const document = frames.take();
      if (document === undefined) return;
      const message: RendererHostMessage = { type: "document", document };
      void messaging.postMessage(message);
      if (isSettled(document.state)) stopFollowing(dispatch);
      else play();
    }, pause);
    const following = dispatcher.whileRunning((client) =>
      client.follow(dispatch, (document, events) => {
        frames.offer(document, events);
        play();
      }),
    );
    followed.set(dispatch, {
      [Symbol.dispose]() {
        following[Symbol.dispose]();
        play.cancel();
      },
    });
  };
  const receive = async (raw: unknown): Promise<void> => {
    const message = FromRenderer.parse(raw);
    switch (message.type) {
      case "is-live":
        drawn.add(message.dispatch);
        return tell(message.dispatch, await isKnown(message.dispatch));
      case "follow":
        return follow(message.dispatch);
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
    { dispose: () => [...followed.keys()].forEach(stopFollowing) },
  );
}
