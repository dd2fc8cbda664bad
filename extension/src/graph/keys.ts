// The keyboard in the graph: arrows follow the edges, and a few letters do what the buttons do.

import { isFailure } from "covalent-ts/draw";
import { levelOf } from "./describe-item.ts";
import type { Scene } from "./scene.ts";

/** What a key may do; the graph does it. */
export interface KeyDeeds {
  scene: () => Scene | null;
  /** Keys of what is drawn, in reading order. */
  drawn: () => readonly string[];
  elementOf: (key: string) => HTMLElement | undefined;
  isRail: () => boolean;
  focus: (key: string) => void;
  select: (key: string) => void;
  toggle: (key: string) => void;
  escape: (key: string | null) => void;
  search: () => void;
  nextFailure: (back: boolean) => void;
  nextMatch: (back: boolean) => void;
  fit: () => void;
  zoomTo: (zoom: number) => void;
  zoomBy: (factor: number) => void;
  turn: () => void;
  help: () => void;
}

export function listenToKeys(root: HTMLElement, deeds: KeyDeeds): void {
  root.addEventListener("keydown", (event) => {
    const target = event.target instanceof HTMLElement ? event.target : null;
    if (event.ctrlKey || event.metaKey || target?.closest("input, .cg-pane, .cg-cancel, dialog")) {
      if (event.key === "Escape" && !target?.closest("dialog")) deeds.escape(null);
      return;
    }
    const item = target?.closest<HTMLElement>("[role=treeitem]") ?? null;
    if (perform(event, item?.dataset["key"] ?? null, deeds)) event.preventDefault();
  });
}

function perform(event: KeyboardEvent, at: string | null, deeds: KeyDeeds): boolean {
  const plain: Record<string, () => void> = {
    "/": deeds.search,
    f: () => deeds.nextFailure(false),
    F: () => deeds.nextFailure(true),
    F3: () => deeds.nextMatch(event.shiftKey),
    "0": deeds.fit,
    "1": () => deeds.zoomTo(1),
    "+": () => deeds.zoomBy(1.25),
    "=": () => deeds.zoomBy(1.25),
    "-": () => deeds.zoomBy(1 / 1.25),
    d: deeds.turn,
    "?": deeds.help,
    Escape: () => deeds.escape(at),
  };
  const deed = plain[event.key];
  if (deed) {
    deed();
    return true;
  }
  return at !== null && performOnItem(event.key, at, deeds);
}

function performOnItem(key: string, at: string, deeds: KeyDeeds): boolean {
  const drawn = deeds.drawn();
  const goTo = (next: string | undefined): boolean => {
    if (next !== undefined) deeds.focus(next);
    return true;
  };
  switch (key) {
    case "Enter":
      deeds.select(at);
      return true;
    case " ":
      deeds.toggle(at);
      return true;
    case "Home":
      return goTo(drawn[0]);
    case "End":
      return goTo(drawn.at(-1));
    case "ArrowLeft":
    case "ArrowRight":
    case "ArrowUp":
    case "ArrowDown":
      return goTo(deeds.isRail() ? besideInRail(key, at, deeds) : besideInCanvas(key, at, deeds));
    default:
      return false;
  }
}

/** Rows up and down; right opens and goes in, left closes and goes out, as in every tree. */
function besideInRail(key: string, at: string, deeds: KeyDeeds): string | undefined {
  const drawn = deeds.drawn();
  const index = drawn.indexOf(at);
  const expanded = deeds.elementOf(at)?.getAttribute("aria-expanded");
  if (key === "ArrowDown") return drawn[index + 1];
  if (key === "ArrowUp") return drawn[index - 1];
  if (key === "ArrowRight") {
    if (expanded === "false") deeds.toggle(at);
    return expanded === "true" ? drawn[index + 1] : undefined;
  }
  if (expanded === "true") {
    deeds.toggle(at);
    return undefined;
  }
  return deeds.scene()?.drawing.parents.get(at);
}

/** Along an edge if there is one that way, else to the nearest that lies there. */
function besideInCanvas(key: string, at: string, deeds: KeyDeeds): string | undefined {
  const scene = deeds.scene();
  if (!scene) return undefined;
  const forwards = scene.direction === "right" ? "ArrowRight" : "ArrowDown";
  const backwards = scene.direction === "right" ? "ArrowLeft" : "ArrowUp";
  const drawn = deeds.drawn();
  if (key === forwards || key === backwards) {
    const { links } = levelOf(at, scene.drawing);
    const linked = links.flatMap(({ from, to }) => {
      const next = key === forwards ? (from === at ? to : null) : to === at ? from : null;
      return next !== null && drawn.includes(next) ? [next] : [];
    });
    const nearest = nearestTo(at, linked, deeds, null);
    if (nearest !== undefined) return nearest;
  }
  const ways: Record<string, readonly [number, number]> = {
    ArrowRight: [1, 0],
    ArrowLeft: [-1, 0],
    ArrowDown: [0, 1],
    ArrowUp: [0, -1],
  };
  return nearestTo(at, drawn, deeds, ways[key] ?? null);
}

function nearestTo(
  at: string,
  keys: readonly string[],
  deeds: KeyDeeds,
  way: readonly [x: number, y: number] | null,
): string | undefined {
  const from = deeds.elementOf(at)?.getBoundingClientRect();
  if (!from) return undefined;
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const key of keys) {
    const element = key === at ? undefined : deeds.elementOf(key);
    if (!element || element.getAttribute("aria-disabled") === "true") continue;
    const to = element.getBoundingClientRect();
    const x = to.left + to.width / 2 - from.left - from.width / 2;
    const y = to.top + to.height / 2 - from.top - from.height / 2;
    const along = way ? x * way[0] + y * way[1] : Math.hypot(x, y);
    const aside = way ? Math.abs(x * way[1]) + Math.abs(y * way[0]) : 0;
    // Somewhat aside is still that way; far aside is another.
    if (along <= 8 || along + aside * 2 >= least) continue;
    least = along + aside * 2;
    best = key;
  }
  return best;
}

/** The failure after this one, in reading order, round and round. */
export function failureAfter(scene: Scene, from: string | null, back: boolean): string | undefined {
  const failures = [...scene.drawing.items.values()].flatMap((item) =>
    item.type === "electron" && isFailure(item.view.state) && !item.inside ? [item.key] : [],
  );
  if (back) failures.reverse();
  return failures[(failures.indexOf(from ?? "") + 1) % Math.max(1, failures.length)];
}
