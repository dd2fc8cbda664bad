// The graph as rows with lanes beside them: the form for a sidebar. Open groups are tiles under their row.

import {
  elapsedOf,
  type GroupItem,
  type Item,
  type Level,
  type Rail,
  railOf,
  sayDuration,
  sayProgress,
  sayStateInFull,
} from "covalent-ts/draw";
import { drawGlyphOf, elapsedOfGroup, makeName } from "./cards.ts";
import { describeItem } from "./describe-item.ts";
import { keyed, make, makeGlyph, makeSvg, setAttribute, setText, show } from "./elements.ts";
import { makeIcon } from "./icons.ts";
import { type Deeds, isWanted, type Scene } from "./scene.ts";
import { makeTiles } from "./tiles.ts";

const laneWidth = 20;
const firstLane = 28;

export interface RailView {
  element: HTMLElement;
  draw: (scene: Scene) => void;
  tick: (now: number) => void;
  rowOf: (key: string) => HTMLElement | undefined;
  keys: () => readonly string[];
}

export function makeRailView(deeds: Deeds): RailView {
  const element = make("div", "cg-rail-frame");
  element.setAttribute("role", "tree");
  const top = makeRail(deeds, 1);
  element.append(top.element);
  let drawn: Scene | null = null;
  element.addEventListener("click", (event) => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-key]") : null;
    const key = row?.dataset["key"];
    if (!row || key === undefined) return;
    deeds.select(key);
    // A tile has no room for a twist: all of it opens what is inside.
    if (row.classList.contains("cg-tile") && row.hasAttribute("aria-expanded")) deeds.toggle(key);
  });
  // Rows wrap at another width, and lanes follow the rows.
  new ResizeObserver(() => top.route()).observe(element);
  return {
    element,
    draw(scene) {
      drawn = scene;
      element.setAttribute("aria-label", `Graph of ${scene.drawing.document.lattice}`);
      top.draw(scene.drawing.level, scene);
    },
    tick(now) {
      if (drawn) top.draw(drawn.drawing.level, { ...drawn, now });
    },
    rowOf: (key) => element.querySelector<HTMLElement>(`[role=treeitem][data-key="${CSS.escape(key)}"]`) ?? undefined,
    keys: () =>
      [...element.querySelectorAll<HTMLElement>("[role=treeitem]")].flatMap((row) => row.dataset["key"] ?? []),
  };
}

interface RailPart {
  element: HTMLElement;
  draw: (level: Level, scene: Scene) => void;
  /** Draws the lanes anew, after rows changed their places. */
  route: () => void;
}

function makeRail(deeds: Deeds, depth: number): RailPart {
  const lanes = makeSvg("svg", { class: "cg-lanes", "aria-hidden": "true" });
  const list = make("div");
  list.setAttribute("role", "presentation");
  const element = make("div", "cg-rail", lanes, list);
  let rail: Rail | null = null;
  let level: Level | null = null;
  const rows = keyed<{ item: Item; lane: number; lanes: number; scene: Scene }>(list, (key) =>
    makeRow(key, deeds, depth, () => route()),
  );
  const route = (): void => {
    if (rail && level) drawLanes(lanes, list, rail, level);
  };
  return {
    element,
    route,
    draw(next, scene) {
      if (level !== next) {
        level = next;
        rail = railOf(next);
      }
      const laid = rail ?? railOf(next);
      element.style.setProperty("--cg-text-left", `${firstLane + (laid.lanes - 1) * laneWidth + 20}px`);
      rows.update(laid.rows.map(({ item, lane }) => [item.key, { item, lane, lanes: laid.lanes, scene }] as const));
      route();
    },
  };
}

function makeRow(key: string, deeds: Deeds, depth: number, onResize: () => void) {
  const glyph = makeGlyph();
  const name = makeName();
  const times = make("span", "cg-times");
  const time = make("span", "cg-time");
  const twist = make("span", "cg-twist", makeIcon("expand"));
  const chip = make("span", "cg-chip");
  const facts = make("span", "cg-row-facts");
  const row = make(
    "div",
    "cg-row",
    glyph.element,
    make(
      "div",
      "cg-row-text",
      make("div", "cg-row-line", name.element, times, make("span", "cg-space"), time, twist),
      make("div", "cg-row-line cg-row-small", chip, facts),
    ),
  );
  row.dataset["key"] = key;
  row.setAttribute("role", "treeitem");
  row.setAttribute("aria-level", String(depth));
  row.tabIndex = -1;
  const body = make("div", "cg-row-body");
  body.setAttribute("role", "group");
  const element = make("div", "", row, body);
  element.setAttribute("role", "presentation");
  twist.addEventListener("click", (event) => {
    event.stopPropagation();
    deeds.toggle(key);
  });
  let inner: { rail: RailPart } | { tiles: ReturnType<typeof makeTiles> } | null = null;

  return {
    element,
    update({ item, lane, scene }: { item: Item; lane: number; lanes: number; scene: Scene }): void {
      drawGlyphOf(item, glyph);
      glyph.element.style.left = `${firstLane + lane * laneWidth - 8}px`;
      const group = item.type === "group";
      name.update(group ? item.name : item.view.name);
      show(times, group);
      if (group) setText(times, `×${item.members.length}`);
      setAttribute(row, "data-state", group ? null : item.view.state);
      const elapsed = group ? elapsedOfGroup(item, scene.now) : elapsedOf(item.view, scene.now);
      setText(time, elapsed === null ? "" : sayDuration(elapsed));
      const inside = !group && item.inside !== null;
      const executor = !group && item.view.startedAt !== null && !inside ? item.view.executor : "";
      setText(chip, executor);
      show(chip, executor !== "");
      setText(facts, factsOf(item));
      const opens = group || inside;
      const isOpen = opens && scene.open.has(key);
      show(twist, opens);
      twist.dataset["open"] = String(isOpen);
      setAttribute(row, "aria-expanded", opens ? String(isOpen) : null);
      setAttribute(row, "aria-selected", String(scene.selected === key));
      setAttribute(row, "aria-disabled", isWanted(scene, item) ? null : "true");
      setAttribute(row, "aria-label", describeItem(item, scene.drawing, scene.now));
      if (!isOpen) {
        if (inner) body.replaceChildren();
        inner = null;
      } else if (item.type === "group") {
        drawTiles(item, scene);
      } else if (item.inside) {
        if (!inner || !("rail" in inner)) {
          inner = { rail: makeRail(deeds, depth + 1) };
          body.replaceChildren(make("div", "cg-inset", inner.rail.element));
        }
        inner.rail.draw(item.inside, scene);
      }
      show(body, isOpen);
    },
  };

  function drawTiles(group: GroupItem, scene: Scene): void {
    if (!inner || !("tiles" in inner)) {
      inner = { tiles: makeTiles(deeds, (child) => makeRail(deeds, child), depth + 1) };
      body.replaceChildren(inner.tiles.element);
    }
    inner.tiles.draw(group, scene);
    onResize();
  }
}

function factsOf(item: Item): string {
  if (item.type === "group") return sayProgress(item.counts);
  const { view, inside } = item;
  if (inside)
    return view.state === "COMPLETED"
      ? sayProgress(item.leaves)
      : `${sayStateInFull(view)}, ${sayProgress(item.leaves)}`;
  if (view.state === "COMPLETED" && view.startedAt !== null) return "";
  return sayStateInFull(view);
}

/** Edges as lanes: straight down on a line, round a corner where they leave or join it. */
function drawLanes(svg: SVGSVGElement, list: HTMLElement, rail: Rail, level: Level): void {
  const centres = rail.rows.map((_, index) => {
    const row = list.children[index];
    return row instanceof HTMLElement ? row.offsetTop + 20 : 0;
  });
  const flows = new Map(level.links.map(({ key, flow }) => [key, flow]));
  const xOf = (lane: number): number => firstLane + lane * laneWidth;
  setAttribute(svg, "height", String(list.offsetHeight));
  setAttribute(svg, "width", String(xOf(rail.lanes)));
  svg.replaceChildren(
    ...rail.links.map(({ key, from, to, lane }) => {
      const [startX, endX, x] = [xOf(rail.rows[from]?.lane ?? 0), xOf(rail.rows[to]?.lane ?? 0), xOf(lane)];
      const [startY, endY] = [centres[from] ?? 0, centres[to] ?? 0];
      const leaves = x === startX ? `M${x} ${startY + 10}` : corner([startX, startY], x, startY, 1);
      const joinsAside = x !== endX;
      const side = Math.sign(x - endX);
      const down = joinsAside
        ? `V${endY - 8}Q${x} ${endY} ${x - side * 8} ${endY}H${endX + side * 14}`
        : `V${endY - 14}`;
      const head = joinsAside
        ? `M${endX + side * 9.5} ${endY}l${side * 5.5}-3.2v6.4z`
        : `M${endX} ${endY - 9.5}l-3.2-5.5h6.4z`;
      const group = makeSvg("g", { class: `cg-edge cg-${flows.get(key) ?? "delivered"}` });
      group.append(
        makeSvg("path", { class: "cg-line", d: leaves + down }),
        makeSvg("path", { class: "cg-head", d: head }),
      );
      return group;
    }),
  );
}

const corner = ([startX, startY]: [number, number], x: number, y: number, down: 1): string => {
  const side = Math.sign(x - startX);
  return `M${startX + side * 10} ${startY}H${x - side * 8}Q${x} ${y} ${x} ${y + down * 8}`;
};
