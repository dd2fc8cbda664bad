// What the graph and whoever hosts it say to each other: the same words in the sidebar, the editor panel and under a cell.

import type { Get, LatticeDocument, LogPiece, Place } from "covalent-ts/protocol";

/** All that the electron pane shows. It is asked for with `select`. */
export type ElectronDetail = Get<"electron">;

/** From the extension to a view or panel. */
export type HostMessage =
  /** The dispatch to draw, as it is at `now`. Sent again after each change: what is open, selected or in view stays so. */
  | { type: "show"; document: LatticeDocument; now: number }
  /** Nothing is chosen yet; `dispatches` says whether there is anything to choose from. */
  | { type: "empty"; dispatches: boolean }
  /** A dispatch was asked for, and its document is on its way. */
  | { type: "loading" }
  /** The answer to `select`, and again after each change of that electron. */
  | { type: "detail"; dispatch: string; electron: number; detail: ElectronDetail }
  /** What the selected electron printed since its detail was sent. Pieces may overlap those already sent: `n` tells. */
  | { type: "log"; dispatch: string; electron: number; pieces: LogPiece[] }
  /** Whether the dispatcher answers. While it does not, the last graph is shown dimmed and its times stand still. */
  | { type: "connection"; connected: boolean }
  /** Selects an electron and brings it into view; null selects the dispatch itself. */
  | { type: "reveal"; dispatch: string; electron: number | null }
  /** Something that was asked for could not be done. */
  | { type: "problem"; message: string };

/** From a view or panel to the extension. */
export type ViewMessage =
  /** The page is up and waits for `show` or `empty`. */
  | { type: "ready" }
  /** This electron's pane is open: its `detail` is wanted, and its `log` from now on. Null closes it. */
  | { type: "select"; dispatch: string; electron: number | null }
  /** Confirmed by the person in the view: nobody needs to ask again. Without `electrons` the whole dispatch is meant. */
  | { type: "cancel"; dispatch: string; electrons?: number[] }
  | { type: "open-place"; place: Place }
  /** Shows this graph as an editor of its own. */
  | { type: "open-in-editor"; dispatch: string; electron: number | null }
  /** Opens the printed output of an electron, or its log, as a text document. */
  | { type: "open-output"; dispatch: string; electron: number }
  | { type: "open-log"; dispatch: string; electron: number }
  | { type: "copy"; text: string }
  /** The button of the "Dispatcher stopped" banner. */
  | { type: "start-dispatcher" };

/** From a graph under a cell to the extension, through the renderer's messaging. */
export type RendererMessage =
  /** Asks whether the dispatcher still knows this dispatch; answered by `live`. Sent once for each output drawn. */
  | { type: "is-live"; dispatch: string }
  /** No kernel draws this dispatch any more, though it had not ended: asks for `document`, until it has. */
  | { type: "follow"; dispatch: string }
  | { type: "open-graph"; dispatch: string }
  /** Opens the graph with this electron selected. */
  | { type: "show-electron"; dispatch: string; electron: number }
  | { type: "cancel"; dispatch: string };

/** From the extension to the graphs under cells. Without it they are saved output, and offer nothing to do. */
export type RendererHostMessage =
  | { type: "live"; dispatch: string; live: boolean }
  /** The answer to `follow`, and again after each change. */
  | { type: "document"; document: LatticeDocument };
