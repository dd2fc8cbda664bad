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

/** Milliseconds without a new picture, after which the dispatcher is asked instead of the kernel. */
const patience = 2_000;

interface Drawn {
  graph: Graph;
  /** Documents that are still to be shown, oldest first. */
  waiting: LatticeDocument[];
  /** What is shown, or waits last. */
  newest: LatticeDocument;
  /** Runs out when nobody draws it any more. */
  silence?: ReturnType<typeof setTimeout>;
  dispatch: string;
  root: HTMLElement;
}

/** Called by VS Code once for each notebook. */
export function activate(context: RendererContext) {
  const drawn = new Map<string, Drawn>();
  addStyle();
  context.onDidReceiveMessage?.((message) => {
    for (const it of drawn.values()) {
      if (message.type === "document") {
        if (it.dispatch === message.document.dispatch) offer(it, message.document);
      } else if (it.dispatch === message.dispatch) {
        it.graph.receive({ type: "connection", connected: message.live });
      }
    }
  });
  const post = (message: ViewMessage): void => {
    const said = rendererMessageOf(message);
    if (said) context.postMessage?.(said);
  };

  /** Whether a kernel still draws it, or the dispatcher has to be asked: what was saved while it ran would stay so. */
  function expectMore(it: Drawn): void {
    clearTimeout(it.silence);
    if (hasSettled(it.newest.state)) return;
    it.silence = setTimeout(() => context.postMessage?.({ type: "follow", dispatch: it.dispatch }), patience);
  }

  /** From a kernel or from the dispatcher: where both draw it, the slower one must not turn it back. */
  function offer(it: Drawn, document: LatticeDocument): void {
    if (latestTime(document) < latestTime(it.newest) || hasSettled(it.newest.state)) return;
    it.newest = document;
    it.waiting.push(document);
    if (it.waiting.length === 1) play(it);
    expectMore(it);
  }

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
      offer(known, document);
      return;
    }
    disposeOutputItem(item.id);
    const root = make("div");
    element.replaceChildren(root);
    const graph = mountGraph(root, { place: "cell", post, clock: Date.now });
    const { dispatch } = document;
    const it: Drawn = { graph, dispatch, root, newest: document, waiting: historyOf(document, Date.now()) };
    drawn.set(item.id, it);
    // Nothing is offered until the extension says that the dispatch is known to a dispatcher that runs.
    graph.receive({ type: "connection", connected: false });
    play(it);
    context.postMessage?.({ type: "is-live", dispatch });
    expectMore(it);
  }

  function disposeOutputItem(id?: string): void {
    for (const [key, { graph, silence }] of drawn) {
      if (id !== undefined && key !== id) continue;
      clearTimeout(silence);
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
