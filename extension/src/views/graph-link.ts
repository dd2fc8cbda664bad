// One page with a graph, and what it is told: the dispatch that it shows, as it changes, and the electron that is selected in it.

import { Frames } from "covalent-ts/client";
import { historyOf } from "covalent-ts/draw";
import type { DispatchEvent, LatticeDocument } from "covalent-ts/protocol";
import type * as vscode from "vscode";
import type { Dispatcher } from "../connection/dispatcher.ts";
import type { HostMessage, ViewMessage } from "../graph/messages.ts";
import { type ElectronLink, followElectron } from "./electron-link.ts";
import { FromView } from "./messages-from-pages.ts";
import { paced } from "./paced.ts";

export interface GraphLink extends Disposable {
  /** Draws this dispatch from now on; null while there is none to draw. */
  show(dispatch: string | null): void;
  /** Selects an electron of the dispatch that is shown. */
  reveal(electron: number | null): void;
  readonly shown: string | null;
}

/** What a page asks for that is not about drawing. */
export interface GraphActions {
  perform(message: Exclude<ViewMessage, { type: "ready" | "select" }>): Promise<void>;
  /** Whether there is any dispatch to choose. */
  hasDispatches(): boolean;
  /** Told whenever the page has another document to draw. */
  onDocument?(document: LatticeDocument): void;
}

/** Milliseconds between two pictures at least: each sends the whole document. */
const pause = 100;

export function linkGraph(
  webview: Pick<vscode.Webview, "postMessage" | "onDidReceiveMessage">,
  dispatcher: Dispatcher,
  actions: GraphActions,
): GraphLink {
  let ready = false;
  let dispatch: string | null = null;
  let document: LatticeDocument | undefined;
  let frames = new Frames();
  let following: Disposable | undefined;
  let electron: ElectronLink | undefined;
  let revealed: { electron: number | null } | undefined;

  const post = (message: HostMessage): void => {
    if (ready) void webview.postMessage(message);
  };
  const problem = (error: unknown): void =>
    post({ type: "problem", message: error instanceof Error ? error.message : String(error) });
  const picture = (): HostMessage => {
    if (dispatch === null) return { type: "empty", dispatches: actions.hasDispatches() };
    return document === undefined ? { type: "loading" } : { type: "show", document, now: Date.now() };
  };
  const draw = (): void => {
    post(picture());
    if (!ready || revealed === undefined || dispatch === null || document === undefined) return;
    post({ type: "reveal", dispatch, electron: revealed.electron });
    revealed = undefined;
  };
  const play = paced(() => {
    const next = frames.take();
    if (next === undefined) return;
    document = next;
    electron?.onDocument(next);
    actions.onDocument?.(next);
    draw();
    play();
  }, pause);

  const onDocument = (now: LatticeDocument, events: DispatchEvent[]): void => {
    // A dispatcher that has only just started may have run it all before we found it.
    const pictures = document === undefined && events.length === 0 ? historyOf(now, Date.now()) : [now];
    for (const picture of pictures) frames.offer(picture, events);
    play();
  };
  const follow = (followed: string): Disposable =>
    dispatcher.whileRunning(async (client) => {
      try {
        return await client.follow(followed, onDocument);
      } catch (error) {
        problem(error);
        throw error;
      }
    });
  const select = (selected: { dispatch: string; electron: number } | null): void => {
    electron?.[Symbol.dispose]();
    electron = selected === null ? undefined : followElectron(dispatcher, selected, post);
  };
  /** Where nothing is drawn, there is nothing that could be out of date. */
  const tellConnection = (): void => {
    const { phase } = dispatcher.state;
    if (phase !== "looking") post({ type: "connection", connected: phase === "running" || dispatch === null });
  };
  const connection = dispatcher.onState(tellConnection);

  const receive = async (raw: unknown): Promise<void> => {
    const message = FromView.parse(raw);
    switch (message.type) {
      case "ready":
        ready = true;
        tellConnection();
        return draw();
      case "select":
        return select(message.electron === null ? null : { dispatch: message.dispatch, electron: message.electron });
      default:
        return actions.perform(message);
    }
  };
  const messages = webview.onDidReceiveMessage((raw: unknown) => void receive(raw).catch(problem));

  return {
    show(next) {
      if (next === dispatch && next !== null) return;
      following?.[Symbol.dispose]();
      select(null);
      dispatch = next;
      document = undefined;
      frames = new Frames();
      revealed = undefined;
      tellConnection();
      draw();
      following = next === null ? undefined : follow(next);
    },
    reveal(selected) {
      revealed = { electron: selected };
      draw();
    },
    get shown() {
      return dispatch;
    },
    [Symbol.dispose]() {
      messages.dispose();
      connection[Symbol.dispose]();
      following?.[Symbol.dispose]();
      electron?.[Symbol.dispose]();
      play.cancel();
    },
  };
}
