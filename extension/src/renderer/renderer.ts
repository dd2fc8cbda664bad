// Draws a dispatch under its cell, from the notebook's own JSON: saved notebooks show it too, without a dispatcher.

import { hasSettled, historyOf, latestTime } from "covalent-ts/draw";
import type { LatticeDocument } from "covalent-ts/protocol";
import { make, setText } from "../graph/elements.ts";
import type { RendererHostMessage, RendererMessage, ViewMessage } from "../graph/messages.ts";
import { type Graph, mountGraph } from "../graph/mount-graph.ts";
import { rendererMessageOf } from "./renderer-messages.ts";

/** What VS Code hands to a renderer; only what we use of it. */
interface RendererContext {
  postMessage?: (message: RendererMessage) => void;
  onDidReceiveMessage?: (listener: (message: RendererHostMessage) => void) => { dispose: () => void };
}
interface OutputItem {
  id: string;
  json: () => unknown;
}

/** Milliseconds between two pictures of what happened before VS Code had loaded this renderer. */
const pause = 100;

interface Drawn {
  graph: Graph;
  /** Documents that are still to be shown, oldest first. */
  waiting: LatticeDocument[];
  dispatch: string;
  root: HTMLElement;
}

/** Called by VS Code once for each notebook. */
export function activate(context: RendererContext) {
  const drawn = new Map<string, Drawn>();
  addStyle();
  context.onDidReceiveMessage?.(({ dispatch, live }) => {
    for (const it of drawn.values()) {
      if (it.dispatch === dispatch) it.graph.receive({ type: "connection", connected: live });
    }
  });
  const post = (message: ViewMessage): void => {
    const said = rendererMessageOf(message);
    if (said) context.postMessage?.(said);
  };

  /** Shows the first that waits, and the others when it is time. */
  function play(it: Drawn): void {
    const [next] = it.waiting;
    if (next === undefined || ![...drawn.values()].includes(it)) return;
    it.graph.receive({ type: "show", document: next, now: nowFor(next) });
    const goOn = (): void => {
      it.waiting.shift();
      play(it);
    };
    if (it.waiting.length > 1) setTimeout(goOn, pause);
    else it.waiting.shift();
  }

  function renderOutputItem(item: OutputItem, element: HTMLElement): void {
    const document = read(item);
    const known = drawn.get(item.id);
    if (!document) {
      disposeOutputItem(item.id);
      showUnreadable(element);
      return;
    }
    // A redrawn output keeps its graph: what was opened in it stays open, and nothing flickers.
    if (known && known.dispatch === document.dispatch && element.contains(known.root)) {
      known.waiting.push(document);
      if (known.waiting.length === 1) play(known);
      return;
    }
    known?.graph.dispose();
    const root = make("div");
    element.replaceChildren(root);
    const graph = mountGraph(root, { place: "cell", post, clock: Date.now });
    const it: Drawn = { graph, dispatch: document.dispatch, root, waiting: historyOf(document, Date.now()) };
    drawn.set(item.id, it);
    // Nothing is offered until the extension says that the dispatch is known to a dispatcher that runs.
    graph.receive({ type: "connection", connected: false });
    play(it);
    context.postMessage?.({ type: "is-live", dispatch: document.dispatch });
  }

  function disposeOutputItem(id?: string): void {
    for (const [key, { graph }] of drawn) {
      if (id !== undefined && key !== id) continue;
      graph.dispose();
      drawn.delete(key);
    }
  }
  return { renderOutputItem, disposeOutputItem };
}

/** The style sheet lies beside this script, and is the one of the graph's other places. */
function addStyle(): void {
  const link = make("link");
  link.rel = "stylesheet";
  link.href = new URL("./graph.css", import.meta.url).href;
  document.head.append(link);
}

/** Saved output that never came to its end stands still at the last moment that it knows of. */
const nowFor = (document: LatticeDocument): number =>
  hasSettled(document.state) || Date.now() - latestTime(document) > 86_400_000 ? latestTime(document) : Date.now();

/** The document, if it is one that this version can draw. */
function read(item: OutputItem): LatticeDocument | null {
  try {
    const document = item.json();
    return isDocument(document) ? document : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Looks at what is drawn first; the schema of the wire would weigh as much as all the rest of the renderer. */
function isDocument(value: unknown): value is LatticeDocument {
  if (typeof value !== "object" || value === null) return false;
  const { version, dispatch, electrons, edges } = value as Partial<Record<keyof LatticeDocument, unknown>>;
  return version === 1 && typeof dispatch === "string" && Array.isArray(electrons) && Array.isArray(edges);
}

function showUnreadable(element: HTMLElement): void {
  const words = make("p");
  setText(words, "The graph could not be read: this output needs a newer version of the extension.");
  element.replaceChildren(words);
}
