// Brings a lattice document up to date with what the dispatcher announced.

import type { ElectronView, LatticeDocument } from "./document.ts";
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

/** The document after many events. Its electrons are copied once, not once an event: a wide fan-out has thousands of both. */
export function foldEvents(document: LatticeDocument, events: readonly DispatchEvent[]): LatticeDocument {
  let folded = document;
  let own: ElectronView[] | undefined;
  for (const event of events) {
    if (event.type === "electron") {
      own ??= [...folded.electrons];
      // Electrons are numbered in the order of the list; looking is for documents that somebody put together otherwise.
      const inPlace = own[event.electron]?.id === event.electron;
      // One that is not shown would be looked for in a hundred thousand that are.
      if (!inPlace && document.omitted !== undefined) continue;
      const at = inPlace ? event.electron : own.findIndex((it) => it.id === event.electron);
      const electron = own[at];
      if (electron !== undefined) own[at] = Object.assign({}, electron, event.change);
    } else {
      folded = foldEvent(own === undefined ? folded : { ...folded, electrons: own }, event);
      own = undefined;
    }
  }
  return own === undefined ? folded : { ...folded, electrons: own };
}
