// The filter: one chip for each state that occurs, which is the legend of the glyphs too.

import { type Counts, occurring, sayCount, wordOf } from "covalent-ts/draw";
import type { ElectronState } from "covalent-ts/protocol";
import { keyed, make, makeGlyph, setAttribute, setText } from "./elements.ts";
import type { Deeds } from "./scene.ts";

export function makeChips(deeds: Deeds) {
  const element = make("div", "cg-chips");
  element.setAttribute("role", "toolbar");
  element.setAttribute("aria-label", "Filter by state");
  const chips = keyed<{ state: ElectronState; count: number; pressed: boolean }>(element, () => {
    const glyph = makeGlyph();
    const word = make("span", "cg-chip-word");
    const number = make("b");
    const chip = make("button", "cg-filter", glyph.element, word, number);
    chip.type = "button";
    let shown: ElectronState | null = null;
    chip.addEventListener("click", () => {
      if (shown) deeds.filter(shown);
    });
    return {
      element: chip,
      update({ state, count, pressed }) {
        shown = state;
        glyph.drawState(state);
        setText(word, wordOf(state));
        setText(number, sayCount(count));
        const said = `${sayCount(count)} ${wordOf(state).toLowerCase()}`;
        setAttribute(chip, "title", said);
        setAttribute(chip, "aria-label", said);
        setAttribute(chip, "aria-pressed", String(pressed));
      },
    };
  });
  return {
    element,
    update: (counts: Counts, pressed: ReadonlySet<ElectronState>): void =>
      chips.update(
        [...occurring(counts)].map(([state, count]) => [state, { state, count, pressed: pressed.has(state) }] as const),
      ),
  };
}
