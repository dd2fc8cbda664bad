// Brings a lattice document up to date with what the dispatcher announced.

import type { LatticeDocument } from "./document.ts";
import type { DispatchEvent } from "./events.ts";

/** The document after the event. The old one stays as it was, and shares with the new what did not change. */
export function foldEvent(document: LatticeDocument, event: DispatchEvent): LatticeDocument {
  switch (event.type) {
    case "submitted":
      return event.document;
    case "lattice":
      return { ...document, ...event.change };
    case "electron":
      return {
        ...document,
        electrons: document.electrons.map((electron) =>
          electron.id === event.electron ? Object.assign({}, electron, event.change) : electron,
        ),
      };
    case "expanded":
      return {
        ...document,
        electrons: [...document.electrons, ...event.electrons],
        edges: [...document.edges, ...event.edges],
      };
  }
}

/** The document after many events, in one pass over the electrons. */
export function foldEvents(document: LatticeDocument, events: readonly DispatchEvent[]): LatticeDocument {
  return events.reduce(foldEvent, document);
}
