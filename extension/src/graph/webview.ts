// The page of the sidebar's view and of the editor panel: the graph, connected to the extension.

import type { HostMessage, ViewMessage } from "./messages.ts";
import { type GraphMemory, mountGraph } from "./mount-graph.ts";

interface Host {
  postMessage: (message: ViewMessage) => void;
  getState: () => unknown;
  setState: (state: GraphMemory) => void;
}
declare function acquireVsCodeApi(): Host;

const host = acquireVsCodeApi();
const element = document.querySelector<HTMLElement>("#graph");
if (!element) throw new Error("The page has no element #graph.");

const graph = mountGraph(element, {
  place: "page",
  post: (message) => host.postMessage(message),
  clock: Date.now,
  remembered: memoryOf(host.getState()),
  remember: (memory) => host.setState(memory),
});
addEventListener("message", ({ data }: MessageEvent<HostMessage>) => {
  // An editor is restored by what its page remembers, also when nothing was chosen in it yet.
  if (data.type === "show" && memoryOf(host.getState())?.dispatch !== data.document.dispatch) {
    host.setState({ dispatch: data.document.dispatch, open: [], selected: null, direction: "right" });
  }
  graph.receive(data);
});
host.postMessage({ type: "ready" });

/** What an earlier page kept, if it is what this one keeps too: it may stem from another version of ours. */
function memoryOf(state: unknown): GraphMemory | undefined {
  if (typeof state !== "object" || state === null) return undefined;
  const { dispatch, open, selected, direction } = state as Partial<Record<keyof GraphMemory, unknown>>;
  if (typeof dispatch !== "string" || !Array.isArray(open)) return undefined;
  return {
    dispatch,
    open: open.filter((key) => typeof key === "string"),
    selected: typeof selected === "string" ? selected : null,
    direction: direction === "down" ? "down" : "right",
  };
}
