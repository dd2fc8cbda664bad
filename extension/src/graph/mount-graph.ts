// The interactive graph: one component for the sidebar, for editors and for what lies under a cell.

import { type Direction, electronKey, failureLine, hasSettled, type Item, modelOf } from "covalent-ts/draw";
import type { ElectronState, LatticeDocument } from "covalent-ts/protocol";
import { makeAnnouncer } from "./announcer.ts";
import { makeCanvas } from "./canvas.ts";
import { makeChips } from "./chips.ts";
import { make, makeGlyph, setText, show } from "./elements.ts";
import { makeHeader } from "./header.ts";
import { makeHelp } from "./help.ts";
import { makeIcon, makeLink } from "./icons.ts";
import { failureAfter, listenToKeys } from "./keys.ts";
import type { HostMessage, ViewMessage } from "./messages.ts";
import { makeBanners, makeNotices, type Notice } from "./notices.ts";
import { makePane } from "./pane.ts";
import { makeRailView } from "./rail-view.ts";
import { type Deeds, electronOf, isWanted, pathTo, type Scene } from "./scene.ts";

/** What a person chose, to be had again when the page is. */
export interface GraphMemory {
  dispatch: string;
  open: string[];
  selected: string | null;
  direction: Direction;
}

export interface GraphOptions {
  /** Under a cell there is no pane and no search, and the wheel scrolls the notebook. */
  place: "page" | "cell";
  post: (message: ViewMessage) => void;
  /** Milliseconds since 1970, where the graph is shown. */
  clock: () => number;
  remembered?: GraphMemory | undefined;
  remember?: (memory: GraphMemory) => void;
}

export interface Graph {
  /** Everything that a host may say. */
  receive: (message: HostMessage) => void;
  dispose: () => void;
}

/** Below this the graph is rows with lanes. */
const railBelow = 420;
const moreMembers = 200;

/** Puts a graph into the element, and keeps it up to date with what `receive` is told. */
export function mountGraph(element: HTMLElement, options: GraphOptions): Graph {
  const { place, post, clock } = options;
  let scene: Scene | null = null;
  let offset = 0;
  let notice: Notice = "none";
  let rail = false;
  let remembered = options.remembered;

  const deeds: Deeds = {
    post,
    select: (key) => select(key),
    toggle(key) {
      const focused = elementOf(key)?.contains(document.activeElement) ?? false;
      change((it) => ({ ...it, open: toggled(it.open, key) }));
      // Opened, it is another element than it was closed.
      if (focused) focus(key);
    },
    showMore(group) {
      change((it) => ({ ...it, shown: new Map(it.shown).set(group, (it.shown.get(group) ?? 60) + moreMembers) }));
    },
    filter(state) {
      change((it) => ({ ...it, states: toggled(it.states, state) }));
    },
    search(query) {
      change((it) => ({ ...it, query: query.trim().toLowerCase() }));
    },
    clearFilters() {
      search.value = "";
      change((it) => ({ ...it, states: new Set<ElectronState>(), query: "" }));
    },
    turn() {
      change((it) => ({ ...it, direction: it.direction === "right" ? "down" : "right" }));
      canvas.viewport.fit();
    },
  };
  const header = makeHeader(deeds, place);
  const chips = makeChips(deeds);
  const canvas = makeCanvas(deeds, place);
  const rows = makeRailView(deeds);
  const pane = makePane(deeds);
  const notices = makeNotices(deeds);
  const banners = makeBanners(deeds);
  const announcer = makeAnnouncer();
  const help = makeHelp();
  const search = make("input");
  search.placeholder = "Search electrons";
  search.setAttribute("aria-label", "Search electrons");
  search.type = "search";
  search.addEventListener("input", () => deeds.search(search.value));
  const find = make("label", "cg-search", makeIcon("search"), search, make("kbd", "", "/"));
  // Where there is little room it is an icon until it is used.
  search.addEventListener("focus", () => find.classList.add("cg-searching"));
  search.addEventListener("blur", () => find.classList.toggle("cg-searching", search.value !== ""));
  const toolbar = make("div", "cg-toolbar", chips.element, make("span", "cg-space"), find);
  const failure = makeFailure();
  const work = make("div", "cg-work", canvas.element, rows.element, notices.element, pane.element);
  const root = make(
    "div",
    "cg-graph",
    header.element,
    toolbar,
    banners.element,
    work,
    failure.element,
    announcer.element,
    help.element,
  );
  root.dataset["place"] = place;
  element.replaceChildren(root);

  const resizing = new ResizeObserver(() => {
    const width = root.clientWidth;
    rail = width < railBelow;
    root.dataset["width"] = rail ? "rail" : width < 900 ? "narrow" : width < 1_200 ? "wide" : "widest";
    draw();
  });
  resizing.observe(root);
  const ticking = setInterval(() => {
    if (!scene?.connected || hasSettled(scene.drawing.document.state)) return;
    scene = { ...scene, now: clock() + offset };
    header.tick(scene.now);
    if (rail) rows.tick(scene.now);
    else canvas.tick(scene.now);
  }, 1_000);

  function change(edit: (scene: Scene) => Scene): void {
    if (!scene) return;
    scene = edit(scene);
    options.remember?.({
      dispatch: scene.drawing.document.dispatch,
      open: [...scene.open],
      selected: scene.selected,
      direction: scene.direction,
    });
    draw();
  }

  function draw(): void {
    const drawn = scene;
    show(header.element, drawn !== null);
    show(toolbar, drawn !== null && place === "page");
    show(canvas.element, drawn !== null && !rail);
    show(rows.element, drawn !== null && rail);
    if (!drawn) {
      show(pane.element, false);
      show(failure.element, false);
      notices.draw(notice);
      return;
    }
    const filtered = drawn.states.size > 0 || drawn.query !== "";
    const noMatch = filtered && !drawn.drawing.level.items.some((item) => isWanted(drawn, item));
    notices.draw(noMatch ? "no-match" : "none");
    root.classList.toggle("cg-disconnected", !drawn.connected && place === "page");
    header.draw(drawn);
    chips.update(drawn.drawing.counts, drawn.states);
    if (rail) rows.draw(drawn);
    else canvas.draw(drawn);
    if (place === "page") pane.draw(drawn);
    else show(pane.element, false);
    failure.draw(drawn);
    announcer.hear(drawn.drawing, drawn.now);
    keepOneStop();
  }

  function select(key: string | null): void {
    if (!scene) return;
    const { document: shown, items } = scene.drawing;
    const electron = electronOf(items.get(key ?? ""));
    if (place === "cell") {
      if (key !== null && electron !== null) post({ type: "select", dispatch: shown.dispatch, electron });
      else if (key !== null) deeds.toggle(key);
      return;
    }
    if (key === scene.selected) return;
    change((it) => ({ ...it, selected: key, detail: null }));
    // The pane takes its room from the graph: what it is about must not end up behind it.
    if (key !== null) requestAnimationFrame(() => bringIntoView(key));
    post({ type: "select", dispatch: shown.dispatch, electron });
  }

  /** Opens all that holds an item, selects it, and brings it into view. */
  function reveal(key: string): void {
    if (!scene?.drawing.items.has(key)) return;
    const above = pathTo(scene.drawing, key).map((it) => it.key);
    change((it) => ({ ...it, open: new Set([...it.open, ...above]) }));
    select(key);
    bringIntoView(key);
  }

  function bringIntoView(key: string): void {
    if (rail) rows.rowOf(key)?.scrollIntoView({ block: "nearest" });
    else canvas.reveal(key);
  }

  const elementOf = (key: string): HTMLElement | undefined => (rail ? rows.rowOf(key) : canvas.cardOf(key));

  /** Of all items one is in the order of Tab: that which had the focus, else the selected one, else the first. */
  function keepOneStop(wanted?: string): void {
    const keys = rail ? rows.keys() : canvas.keys();
    const before = root.querySelector<HTMLElement>("[role=treeitem][tabindex='0']");
    const key = wanted ?? before?.dataset["key"] ?? scene?.selected ?? keys[0];
    const stop = (key === undefined ? undefined : elementOf(key)) ?? elementOf(keys[0] ?? "");
    if (before && before !== stop) before.tabIndex = -1;
    if (stop) stop.tabIndex = 0;
  }

  function focus(key: string): void {
    keepOneStop(key);
    bringIntoView(key);
    elementOf(key)?.focus({ preventScroll: true });
  }

  const goTo = (key: string | undefined): void => {
    if (key === undefined) return;
    reveal(key);
    focus(key);
  };
  listenToKeys(place === "page" ? document.documentElement : root, {
    scene: () => scene,
    drawn: () => (rail ? rows.keys() : canvas.keys()),
    elementOf,
    isRail: () => rail,
    focus,
    select,
    toggle: deeds.toggle,
    escape(at) {
      const holder = at === null ? undefined : scene?.drawing.parents.get(at);
      if (scene?.selected) {
        const was = scene.selected;
        select(null);
        focus(was);
      } else if (holder !== undefined) focus(holder);
      else deeds.clearFilters();
    },
    search: () => search.focus(),
    nextFailure: (back) => goTo(scene ? failureAfter(scene, scene.selected, back) : undefined),
    nextMatch(back) {
      if (!scene || scene.query === "") return;
      const found = [...scene.drawing.items.values()].filter(
        (it) => it.type === "electron" && isWanted(scene as Scene, it),
      );
      if (back) found.reverse();
      goTo(found[(found.findIndex(({ key }) => key === scene?.selected) + 1) % Math.max(1, found.length)]?.key);
    },
    fit: () => canvas.viewport.fit(),
    zoomTo: (zoom) => canvas.viewport.zoomTo(zoom),
    zoomBy: (factor) => canvas.viewport.zoomBy(factor),
    turn: deeds.turn,
    help: help.open,
  });

  function showDocument(shown: LatticeDocument, now: number): void {
    offset = now - clock();
    notice = "none";
    const drawing = modelOf(shown);
    const same = scene?.drawing.document.dispatch === shown.dispatch ? scene : null;
    const memory = remembered?.dispatch === shown.dispatch ? remembered : undefined;
    remembered = undefined;
    scene = same
      ? { ...same, drawing, now }
      : {
          drawing,
          now,
          open: new Set(memory?.open ?? []),
          shown: new Map(),
          direction: memory?.direction ?? "right",
          selected: null,
          states: new Set(),
          query: "",
          connected: scene?.connected ?? connected,
          detail: null,
        };
    draw();
    if (!same && memory?.selected && drawing.items.has(memory.selected)) select(memory.selected);
  }
  let connected = true;

  function receive(message: HostMessage): void {
    switch (message.type) {
      case "show":
        showDocument(message.document, message.now);
        return;
      case "empty":
      case "loading":
        scene = null;
        notice = message.type === "loading" ? "loading" : message.dispatches ? "unchosen" : "empty";
        draw();
        return;
      case "connection":
        connected = message.connected;
        // Under a cell a graph without a dispatcher is saved output, which is nothing to be warned of.
        if (place === "page") banners.connected(connected);
        change((it) => ({ ...it, connected }));
        return;
      case "detail":
        if (!isSelected(message)) return;
        change((it) => ({ ...it, detail: message.detail }));
        return;
      case "log":
        if (isSelected(message)) pane.log(message.pieces);
        return;
      case "reveal":
        if (scene?.drawing.document.dispatch !== message.dispatch) return;
        if (message.electron === null) select(null);
        else reveal(electronKey(message.electron));
        return;
      case "problem":
        banners.problem(message.message);
        return;
    }
  }
  const isSelected = ({ dispatch, electron }: { dispatch: string; electron: number }): boolean =>
    scene?.drawing.document.dispatch === dispatch && scene.selected === electronKey(electron);

  /** The strip that names the electron to look at first. */
  function makeFailure() {
    const glyph = makeGlyph();
    const name = make("b");
    const rest = make("span");
    let electron: number | null = null;
    const link = makeLink("Show electron", () => {
      if (electron === null) return;
      if (place === "cell") select(electronKey(electron));
      else goTo(electronKey(electron));
    });
    const words = make("span", "cg-failure-words", name, " ", rest);
    const strip = make("footer", "cg-failure", glyph.element, words, make("span", "cg-space"), link);
    return {
      element: strip,
      draw({ drawing, connected: able, selected }: Scene): void {
        const line = failureLine(drawing);
        const own = line?.electron === null || line === null ? null : electronKey(line.electron);
        show(strip, line !== null && (place === "cell" || selected === null));
        if (!line) return;
        electron = line.electron;
        glyph.drawState(stateOf(own === null ? undefined : drawing.items.get(own)));
        setText(name, line.name);
        setText(rest, line.rest);
        words.title = `${line.name} ${line.rest}`;
        show(link, electron !== null && (able || place === "page"));
      },
    };
  }

  draw();
  return {
    receive,
    dispose() {
      resizing.disconnect();
      clearInterval(ticking);
      announcer.dispose();
      notices.dispose();
      root.remove();
    },
  };
}

const stateOf = (item: Item | undefined): ElectronState => (item?.type === "electron" ? item.view.state : "FAILED");

function toggled<T>(all: ReadonlySet<T>, one: T): ReadonlySet<T> {
  const next = new Set(all);
  if (!next.delete(one)) next.add(one);
  return next;
}
