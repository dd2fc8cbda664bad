// What is happening, how far it is, and what can be done about it: the strip above the graph.

import { elapsedOfDispatch, hasSettled, sayClock, sayDispatch, sayDuration, sayLattice } from "covalent-ts/draw";
import type { Place } from "covalent-ts/protocol";
import { makeBar } from "./bar.ts";
import { make, makeGlyph, setText, show } from "./elements.ts";
import { makeButton, makeIconButton, makeLink } from "./icons.ts";
import type { Deeds, Scene } from "./scene.ts";

export interface Header {
  element: HTMLElement;
  draw: (scene: Scene) => void;
  tick: (now: number) => void;
}

export function makeHeader(deeds: Deeds, place: "page" | "cell"): Header {
  const glyph = makeGlyph();
  const name = make("h1", "cg-title-name");
  const id = make("span", "cg-id");
  const state = make("b");
  const facts = make("span");
  const unit = make("span", "cg-unit");
  const elapsed = make("span", "cg-elapsed");
  const started = make("span", "cg-started");
  let origin: Place | null = null;
  const link = makeLink("", () => {
    if (origin) deeds.post({ type: "open-place", place: origin });
  });
  const bar = makeBar();
  let drawn: Scene | null = null;
  const cancel = makeCancel(() => {
    if (drawn) deeds.post({ type: "cancel", dispatch: drawn.drawing.document.dispatch });
  }, place);
  const open = makeIconButton("open", "Open graph in editor", () => {
    if (drawn) deeds.post({ type: "open-in-editor", dispatch: drawn.drawing.document.dispatch, electron: null });
  });
  const origins = make("span", "cg-origin", "from ", link);
  const element = make(
    "header",
    "cg-header",
    glyph.element,
    make(
      "div",
      "cg-title",
      make("div", "cg-title-line", name, id),
      make("div", "cg-facts", state, make("span", "", facts, unit), elapsed, started, origins),
    ),
    bar.element,
    make("span", "cg-space"),
    cancel.element,
    open,
  );
  const tick = (now: number): void => {
    if (drawn) setText(elapsed, sayDuration(elapsedOfDispatch(drawn.drawing.document, now)));
  };
  return {
    element,
    tick,
    draw(scene) {
      drawn = scene;
      const { document, counts } = scene.drawing;
      glyph.drawState(document.state);
      setText(name, document.lattice);
      name.title = document.lattice;
      setText(id, document.dispatch.slice(0, 8));
      id.title = `Dispatch ${document.dispatch}`;
      setText(state, sayLattice(document));
      const [count = "", ...units] = sayDispatch(document.state, counts).split(/ (?=electron)/);
      setText(facts, count);
      setText(unit, ` ${units.join(" ")}`);
      setText(started, document.startedAt === null ? "" : `started ${sayClock(document.startedAt)}`);
      show(started, document.startedAt !== null);
      origin = document.origin;
      setText(link, origin ? sayOrigin(origin) : "");
      show(origins, origin !== null && place === "page");
      bar.update(counts);
      cancel.show(!hasSettled(document.state) && scene.connected);
      show(open, scene.connected);
      tick(scene.now);
    },
  };
}

function sayOrigin({ file, cell, line }: Place): string {
  const name = file.split(/[\\/]/).at(-1) ?? file;
  return cell === undefined ? `${name}:${line}` : `${name}, cell ${cell}`;
}

/** A button that asks once more before it does it: what is cancelled does not come back. */
export function makeCancel(onCancel: () => void, place: "page" | "cell", what = "dispatch") {
  const element = make("span", "cg-cancel");
  const ask = (): void => {
    const sure = makeButton(`Cancel ${what}`, () => {
      rest();
      onCancel();
    });
    sure.classList.add("cg-primary");
    const keep = makeButton("Keep running", rest);
    element.replaceChildren(sure, keep);
    keep.focus();
  };
  const first = place === "cell" ? makeIconButton("stop", `Cancel ${what}`, ask) : makeButton("Cancel", ask, "stop");
  function rest(): void {
    element.replaceChildren(first);
  }
  first.title = `Cancel ${what}`;
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || element.firstChild === first) return;
    event.stopPropagation();
    rest();
    first.focus();
  });
  rest();
  return { element, show: (visible: boolean): void => show(element, visible) };
}
