// Which electron to name when a dispatch fails, and what to say of it.

import { sayLabel } from "./member-labels.ts";
import { type Drawing, type ElectronItem, labelsAbove } from "./model.ts";
import { sayWhy } from "./say.ts";
import { isFailure, wordOf } from "./states.ts";

/** The electrons that failed themselves, innermost only, those that ended first coming first. */
export function failuresOf(drawing: Drawing): ElectronItem[] {
  const found: ElectronItem[] = [];
  for (const item of drawing.items.values()) {
    if (item.type !== "electron" || !isFailure(item.view.state)) continue;
    // A sublattice fails because something in it did: that is what a person needs to see.
    const inner = item.inside?.items.some((it) => it.type === "group" || it.view.state !== "COMPLETED");
    if (!inner) found.push(item);
  }
  return found.sort((a, b) => (a.view.endedAt ?? 0) - (b.view.endedAt ?? 0) || a.view.id - b.view.id);
}

/** "trainSvm" + "failed at C 10, γ 1: SMO did not converge"; null if nothing failed. */
export function failureLine(drawing: Drawing): { electron: number | null; name: string; rest: string } | null {
  const [first] = failuresOf(drawing);
  if (!first) {
    const { error, lattice, state } = drawing.document;
    if (!error || state !== "FAILED") return null;
    return { electron: null, name: lattice, rest: `failed: ${error.message.split("\n", 1)[0]}` };
  }
  const at = labelsAbove(drawing, first.key).map(sayLabel).join(", ");
  const verb = first.view.state === "FAILED" ? "failed" : wordOf(first.view.state).toLowerCase();
  const why = sayWhy(first.view);
  return {
    electron: first.view.id,
    name: first.view.name,
    rest: `${verb}${at ? ` at ${at}` : ""}${why ? `: ${why}` : ""}`,
  };
}
