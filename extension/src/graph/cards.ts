// One item of the canvas: a card, a folded fan-out, a member, or the frame of what is open. It is made once and then updated.

import {
  type Box,
  baseName,
  elapsedOf,
  type GroupItem,
  type Item,
  isTicking,
  occurring,
  sayCount,
  sayDuration,
  sayProgress,
  sayState,
  sayStateInFull,
  wordOf,
} from "covalent-ts/draw";
import { type Bar, makeBar } from "./bar.ts";
import { describeItem } from "./describe-item.ts";
import { type Glyph, keyed, make, makeGlyph, setAttribute, setText, show } from "./elements.ts";
import { makeIcon } from "./icons.ts";
import { type Deeds, isWanted, type Scene } from "./scene.ts";

export interface Placed {
  box: Box;
  item: Item;
  scene: Scene;
}

/** A name that is cut in its middle: beginning and end tell most. */
export function makeName(className = "cg-name") {
  const head = make("span", "cg-name-head");
  const tail = make("span");
  const element = make("span", className, head, tail);
  const tailLength = 7;
  return {
    element,
    update(name: string): void {
      const cut = name.length > 16 ? name.length - tailLength : name.length;
      setText(head, name.slice(0, cut));
      setText(tail, name.slice(cut));
      setAttribute(element, "title", name.length > 16 ? name : null);
    },
  };
}

export function makeCard(key: string, deeds: Deeds) {
  const element = make("div", "cg-card");
  element.dataset["key"] = key;
  element.setAttribute("role", "treeitem");
  element.tabIndex = -1;
  const glyph = makeGlyph();
  const name = makeName();
  const label = make("span", "cg-label");
  const times = make("span", "cg-times");
  const time = make("span", "cg-time");
  const twist = makeTwist(() => deeds.toggle(key));
  const chip = make("span", "cg-chip");
  const left = make("span", "cg-left");
  const right = make("span", "cg-right");
  const bar = makeBar();
  const counts = makeCounts();
  element.append(
    make("div", "cg-row1", glyph.element, name.element, label, times, make("span", "cg-space"), time, twist),
    bar.element,
    make("div", "cg-row2", chip, left, make("span", "cg-space"), right),
    counts.element,
  );
  let drawn: Placed | null = null;
  let state: string | null = null;

  const tick = (now: number): void => {
    if (!drawn) return;
    const { item, box } = drawn;
    const elapsed = item.type === "group" ? elapsedOfGroup(item, now) : elapsedOf(item.view, now);
    const said = elapsed === null ? "" : sayDuration(elapsed);
    // A member has its state's word on the left of its second row, and its time on the right.
    const member = box.shape === "member";
    setText(time, member ? "" : said);
    if (member && item.type === "electron") {
      const settled = item.view.state === "COMPLETED";
      setText(left, settled ? said : sayStateInFull(item.view));
      setText(right, settled || !isTicking(item.view) ? "" : said);
    }
    setAttribute(element, "aria-label", describeItem(item, drawn.scene.drawing, now));
  };

  return {
    element,
    tick,
    update(placed: Placed): void {
      const { box, item, scene } = placed;
      const own = item.type === "electron" ? item.view.state : null;
      drawn = placed;
      element.dataset["shape"] = box.shape;
      setAttribute(element, "data-state", own);
      if (state !== null && own !== null && state !== own) flash(element);
      state = own;
      place(element, box);
      drawGlyphOf(item, glyph);
      const member = box.shape === "member" && item.type === "electron";
      if (member) drawLabel(label, item);
      else name.update(baseName(item));
      show(name.element, !member);
      show(label, member);
      show(times, item.type === "group");
      if (item.type === "group") setText(times, `×${sayCount(item.members.length)}`);
      const opens = item.type === "group" || item.inside !== null;
      show(twist, opens);
      const isOpen = scene.open.has(item.key);
      twist.dataset["open"] = String(isOpen);
      setAttribute(twist, "title", isOpen ? "Close" : "Open");
      setAttribute(element, "aria-expanded", opens ? String(isOpen) : null);
      setAttribute(element, "aria-level", String(box.depth + 1));
      setAttribute(element, "aria-selected", String(scene.selected === item.key));
      const wanted = isWanted(scene, item);
      setAttribute(element, "aria-disabled", wanted ? null : "true");
      drawFacts(placed, { bar, chip, left, right });
      show(counts.element, box.shape === "container" && item.type === "group");
      if (item.type === "group") counts.update(item);
      tick(scene.now);
    },
  };
}

function drawFacts(
  { box, item }: Placed,
  parts: { bar: Bar; chip: HTMLElement; left: HTMLElement; right: HTMLElement },
): void {
  const { bar, chip, left, right } = parts;
  const group = item.type === "group";
  const inside = item.type === "electron" && item.inside !== null;
  show(bar.element, group || (inside && box.shape === "card"));
  bar.element.classList.toggle("cg-bar-edge", inside);
  if (group) bar.update(item.counts);
  else if (inside) bar.update(item.leaves);
  if (group) {
    setText(chip, "");
    setText(left, box.shape === "stack" ? sayProgress(item.counts) : "");
    setText(right, "");
  } else if (box.shape !== "member") {
    setText(chip, item.view.startedAt !== null && !inside ? item.view.executor : "");
    setText(left, "");
    setText(right, inside ? sayProgress(item.leaves) : sayState(item.view));
  } else {
    setText(chip, "");
  }
  show(chip, chip.textContent !== "");
}

function makeTwist(onClick: () => void): HTMLElement {
  const twist = make("span", "cg-twist", makeIcon("expand"));
  twist.addEventListener("click", (event) => {
    event.stopPropagation();
    onClick();
  });
  return twist;
}

/** "4 completed, 1 failed" with a glyph each, under the bar of an open group. */
function makeCounts() {
  const element = make("div", "cg-counts");
  const parts = keyed<number>(element, (state) => {
    const glyph = makeGlyph();
    const words = make("span");
    return {
      element: make("span", "cg-count", glyph.element, words),
      update(count) {
        glyph.drawState(state as Parameters<typeof glyph.drawState>[0]);
        setText(words, `${sayCount(count)} ${wordOf(state as Parameters<typeof wordOf>[0]).toLowerCase()}`);
      },
    };
  });
  return { element, update: ({ counts }: GroupItem) => parts.update([...occurring(counts)]) };
}

export function drawGlyphOf(item: Item, glyph: Glyph): void {
  if (item.type === "group") glyph.drawCounts(item.counts);
  else glyph.drawState(item.view.state);
}

/** The arguments that tell a member apart, their names muted. */
export function drawLabel(element: HTMLElement, item: Item): void {
  const label = item.type === "electron" ? (item.label ?? []) : [];
  const said = JSON.stringify(label);
  if (element.dataset["said"] === said) return;
  element.dataset["said"] = said;
  element.replaceChildren(
    ...label.flatMap(([name, text]) => [...(name === "" ? [] : [make("span", "cg-key", name)]), make("b", "", text)]),
  );
  element.title = label.map(([name, text]) => `${name} ${text}`.trim()).join(", ");
}

function place(element: HTMLElement, { x, y, width, height, depth, shape }: Box): void {
  // A container inside a panel lies above it, and the panel above the container that it is in.
  element.style.zIndex = shape === "container" ? String(2 * depth) : "";
  element.style.left = `${x}px`;
  element.style.top = `${y}px`;
  element.style.width = `${width}px`;
  element.style.height = `${height}px`;
}

/** Starts the border's flash anew: the class must be gone for a frame, or the animation would not run again. */
function flash(element: HTMLElement): void {
  element.classList.remove("cg-flash");
  requestAnimationFrame(() => element.classList.add("cg-flash"));
}

/** From the first member's start to the last one's end, or to now while any runs. */
export function elapsedOfGroup({ members }: GroupItem, now: number): number | null {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const { view } of members) {
    if (view.startedAt === null) continue;
    first = Math.min(first, view.startedAt);
    last = Math.max(last, view.endedAt ?? now);
  }
  return last < first ? null : last - first;
}
