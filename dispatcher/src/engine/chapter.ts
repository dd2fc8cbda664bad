// What is kept of an event for the story of a dispatch: what happened, without what is long and can be read elsewhere.

import type { DispatchEvent } from "covalent-ts/protocol";

type ElectronChange = Extract<DispatchEvent, { type: "electron" }>["change"];

/** An event without what is long and can be read elsewhere: values, arguments, whole documents. */
export type Chapter =
  | { type: "submitted"; lattice: string; electrons: number }
  | Extract<DispatchEvent, { type: "lattice" }>
  | { type: "electron"; electron: number; change: Omit<ElectronChange, "output"> }
  | { type: "expanded"; parent: number; from: number; electrons: number };

/** Chapters that were committed together. */
export interface Page {
  seq: number;
  at: number;
  chapters: Chapter[];
}

export function abridge(event: DispatchEvent): Chapter {
  switch (event.type) {
    case "submitted":
      return {
        type: "submitted",
        lattice: event.document.lattice,
        electrons: event.document.electrons.length + (event.document.omitted ?? 0),
      };
    case "electron": {
      const { output: _, ...change } = event.change;
      return { type: "electron", electron: event.electron, change };
    }
    case "expanded": {
      const { parent, electrons } = event;
      return { type: "expanded", parent, from: electrons[0]?.id ?? 0, electrons: electrons.length };
    }
    case "lattice":
      return event;
  }
}
