// The graph as cards in columns: laid out when its structure changes, and otherwise updated in place.

import { type Box, type Item, type Layout, type Link, layOut, membersShown } from "covalent-ts/draw";
import { makeCard, type Placed } from "./cards.ts";
import { makeEdges } from "./edges.ts";
import { keyed, make, setText, show } from "./elements.ts";
import { makeIconButton } from "./icons.ts";
import type { Deeds, Scene } from "./scene.ts";
import { openViewport, type Viewport } from "./viewport.ts";

export interface Canvas {
  element: HTMLElement;
  draw: (scene: Scene) => void;
  tick: (now: number) => void;
  /** The card of an item, if it is drawn. */
  cardOf: (key: string) => HTMLElement | undefined;
  /** Brings an item into view. */
  reveal: (key: string) => void;
  /** Keys of all items that are drawn, in reading order. */
  keys: () => readonly string[];
  viewport: Viewport;
}

export function makeCanvas(deeds: Deeds, place: "page" | "cell"): Canvas {
  const element = make("div", "cg-canvas");
  const world = make("div", "cg-world");
  world.setAttribute("role", "tree");
  const edges = makeEdges();
  const frames = make("div");
  const insets = make("div");
  const cards = make("div");
  const more = make("div");
  const backs = make("div", "cg-backs", frames, insets);
  for (const layer of [backs, frames, insets, cards, more]) layer.setAttribute("role", "presentation");
  world.append(backs, edges.element, cards, more);
  const percent = make("span", "cg-percent");
  const viewport = openViewport({ frame: element, world, percent, wheelScrollsPage: place === "cell" });
  const zoom = make(
    "div",
    "cg-zoom",
    makeIconButton("minus", "Zoom out", () => viewport.zoomBy(1 / 1.25)),
    percent,
    makeIconButton("plus", "Zoom in", () => viewport.zoomBy(1.25)),
    makeIconButton("fit", "Fit graph", () => viewport.fit()),
    makeIconButton("direction", "Change direction", deeds.turn),
  );
  element.append(world, zoom);

  const makeOne = (key: string) => makeCard(key, deeds);
  const frameCards = keyed<Placed, ReturnType<typeof makeCard>>(frames, makeOne);
  const cardCards = keyed<Placed, ReturnType<typeof makeCard>>(cards, makeOne);
  const panels = keyed<Layout["panels"][number]>(insets, makePanel);
  const moreButtons = keyed<Layout["more"][number]>(more, (key) => makeMore(key, deeds));
  let layout: Layout | null = null;
  let drawn: { shape: string; dispatch: string } | null = null;

  // A click on the ground selects the dispatch; on a card, its electron; a double click opens what can be opened.
  element.addEventListener("click", (event) => {
    if (element.classList.contains("cg-dragging")) return;
    const key = keyAt(event);
    if (key !== null) deeds.select(key);
    else if (event.target === element || event.target === world) deeds.select(null);
  });
  element.addEventListener("dblclick", (event) => {
    const key = keyAt(event);
    if (key !== null) deeds.toggle(key);
  });

  return {
    element,
    viewport,
    keys: () => layout?.boxes.map(({ key }) => key) ?? [],
    cardOf: (key) => cardElement(element, key),
    reveal(key) {
      const box = layout?.boxes.find((it) => it.key === key);
      // Of a large container its head is enough: all of it may not fit, and should not shift what is looked at.
      if (box) viewport.reveal({ ...box, width: Math.min(box.width, 240), height: Math.min(box.height, 72) });
    },
    tick(now) {
      for (const { key } of layout?.boxes ?? []) {
        (cardCards.get(key) ?? frameCards.get(key))?.tick(now);
      }
    },
    draw(scene) {
      const dispatch = scene.drawing.document.dispatch;
      const shape = shapeOf(scene);
      if (drawn?.shape !== shape || drawn.dispatch !== dispatch || !layout) {
        const before = layout;
        layout = layOut(scene.drawing.level, {
          open: scene.open,
          direction: scene.direction,
          membersShown: (group) => scene.shown.get(group) ?? membersShown,
        });
        world.setAttribute("aria-label", `Graph of ${scene.drawing.document.lattice}`);
        world.style.width = `${layout.width}px`;
        world.style.height = `${layout.height}px`;
        viewport.resize(layout.width, layout.height);
        if (place === "cell")
          element.style.setProperty("--cg-height", `${heightUnderCell(layout, element.clientWidth)}px`);
        if (drawn?.dispatch !== dispatch) requestAnimationFrame(() => viewport.fit());
        else if (before) keepInPlace(before, layout, viewport, scene.selected);
        drawn = { shape, dispatch };
      }
      const placed = layout.boxes.flatMap((box): [string, Placed][] => {
        const item = scene.drawing.items.get(box.key);
        return item ? [[box.key, { box, item, scene }]] : [];
      });
      frameCards.update(placed.filter(([, { box }]) => box.shape === "container"));
      panels.update(layout.panels.map((panel) => [`panel ${panel.key}`, panel]));
      cardCards.update(placed.filter(([, { box }]) => box.shape !== "container"));
      moreButtons.update(layout.more.map((it) => [it.key, it]));
      const links = linksByKey(scene);
      const ends = scene.selected;
      edges.update(
        layout.paths.flatMap((path) => {
          const link = links.get(path.key);
          return link ? [{ path, link, on: ends !== null && (path.from === ends || path.to === ends) }] : [];
        }),
        layout.width,
        layout.height,
      );
    },
  };
}

const cardElement = (root: HTMLElement, key: string): HTMLElement | undefined =>
  root.querySelector<HTMLElement>(`.cg-card[data-key="${CSS.escape(key)}"]`) ?? undefined;

function keyAt(event: Event): string | null {
  const card = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-key]") : null;
  return card?.dataset["key"] ?? null;
}

/** Equal as long as nothing needs to move. A change of state is none: what is drawn stays where it is. */
function shapeOf({ drawing, open, shown, direction }: Scene): string {
  const { electrons, edges } = drawing.document;
  return JSON.stringify([electrons.length, edges.length, [...open].sort(), [...shown], direction]);
}

function linksByKey({ drawing }: Scene): Map<string, Link> {
  const levels = [...drawing.items.values()].flatMap((item: Item) =>
    item.type === "electron" && item.inside ? [item.inside] : [],
  );
  return new Map([drawing.level, ...levels].flatMap(({ links }) => links.map((link) => [link.key, link] as const)));
}

/** As tall as the graph needs at the scale at which all of it is seen, within bounds: what is under a cell pushes down the next. */
const heightUnderCell = (layout: Layout, room: number): number =>
  Math.round(Math.min(420, Math.max(108, layout.height * Math.min(1, (room - 48) / layout.width) + 48)));

/** What was clicked stays under the pointer: the canvas moves by as much as the layout moved that item. */
function keepInPlace(before: Layout, after: Layout, viewport: Viewport, selected: string | null): void {
  const boxIn = (layout: Layout, key: string | null): Box | undefined => layout.boxes.find((box) => box.key === key);
  const anchor = selected ?? before.boxes[0]?.key ?? null;
  const [old, now] = [boxIn(before, anchor), boxIn(after, anchor)];
  if (old && now) viewport.moveBy((old.x - now.x) * viewport.zoom, (old.y - now.y) * viewport.zoom);
}

function makePanel() {
  const notch = make("span", "cg-notch");
  const element = make("div", "cg-panel", notch);
  return {
    element,
    update({ x, y, width, height, notchX, depth }: Layout["panels"][number]): void {
      element.style.left = `${x}px`;
      element.style.top = `${y}px`;
      element.style.width = `${width}px`;
      element.style.height = `${height}px`;
      element.style.zIndex = String(2 * depth - 1);
      notch.style.left = `${notchX - x - 6}px`;
    },
  };
}

function makeMore(key: string, deeds: Deeds) {
  const button = make("button", "cg-link cg-more");
  button.type = "button";
  button.addEventListener("click", () => deeds.showMore(key));
  return {
    element: button,
    update({ x, y, width, hidden }: Layout["more"][number]): void {
      setText(button, `Show ${Math.min(hidden, 200)} more of ${hidden}`);
      button.style.left = `${x}px`;
      button.style.top = `${y}px`;
      button.style.width = `${width}px`;
      show(button, hidden > 0);
    },
  };
}
