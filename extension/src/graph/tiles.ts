// The members of an open group in the rail: a table of tiles where the arguments are rows and columns, else tiles in order.

import {
  type ElectronItem,
  elapsedOf,
  type GroupItem,
  type Level,
  membersInOrder,
  membersShown,
  sayDuration,
  sayLabel,
  wordOf,
} from "covalent-ts/draw";
import { describeItem } from "./describe-item.ts";
import { keyed, make, makeGlyph, setAttribute, setText, show } from "./elements.ts";
import { makeIcon } from "./icons.ts";
import { type Deeds, isWanted, type Scene } from "./scene.ts";

/** A wider table would have tiles too narrow for their glyphs. */
const mostColumns = 6;

type MakeRail = (depth: number) => { element: HTMLElement; draw: (level: Level, scene: Scene) => void };

export function makeTiles(deeds: Deeds, makeRail: MakeRail, depth: number) {
  const element = make("div", "cg-tiles-frame");
  const more = make("button", "cg-link");
  more.type = "button";
  const rows = make("div");
  rows.setAttribute("role", "presentation");
  element.append(rows, more);
  let group = "";
  more.addEventListener("click", () => deeds.showMore(group));
  const parts = keyed<Row>(rows, () => makeRowOfTiles(deeds, makeRail, depth));

  return {
    element,
    draw(item: GroupItem, scene: Scene): void {
      group = item.key;
      const all = rowsOf(item, scene);
      parts.update(all.rows.map((row, index) => [String(index), row] as const));
      show(more, all.hidden > 0);
      setText(more, `Show ${Math.min(all.hidden, 200)} more of ${all.hidden}`);
    },
  };
}

interface Row {
  scene: Scene;
  /** Argument names above the first row of a table. */
  heads: { name: string; text: string }[];
  side: { name: string; text: string } | null;
  members: ElectronItem[];
  columns: number;
}

function rowsOf(group: GroupItem, scene: Scene): { rows: Row[]; hidden: number } {
  const { matrix } = group;
  if (matrix && matrix.columns.length <= mostColumns && group.members.length <= membersShown) {
    const heads = matrix.columns.map((text) => ({ name: matrix.columnName, text }));
    const rows = matrix.cells.map(
      (cells, index): Row => ({
        scene,
        heads: index === 0 ? heads : [],
        side: { name: matrix.rowName, text: matrix.rows[index] ?? "" },
        members: cells.flatMap((at) => group.members[at] ?? []),
        columns: matrix.columns.length,
      }),
    );
    return { rows, hidden: 0 };
  }
  const most = scene.shown.get(group.key) ?? membersShown;
  const members = membersInOrder(group, most);
  const columns = 2;
  const rows: Row[] = [];
  for (let at = 0; at < members.length; at += columns) {
    rows.push({ scene, heads: [], side: null, members: members.slice(at, at + columns), columns });
  }
  return { rows, hidden: group.members.length - members.length };
}

function makeRowOfTiles(deeds: Deeds, makeRail: MakeRail, depth: number) {
  const heads = make("div", "cg-tiles cg-tile-heads");
  const side = make("div", "cg-axis");
  const tiles = make("div", "cg-tiles");
  const insets = make("div");
  const element = make("div", "", heads, tiles, insets);
  for (const it of [element, heads, tiles, insets]) it.setAttribute("role", "presentation");
  const cells = make("div", "cg-contents");
  cells.setAttribute("role", "presentation");
  tiles.append(side, cells);
  const members = keyed<{ item: ElectronItem; scene: Scene; labelled: boolean }>(cells, (key) =>
    makeTile(key, deeds, depth),
  );
  const open = keyed<{ item: ElectronItem; scene: Scene; share: number }>(insets, () => {
    const rail = makeRail(depth + 1);
    const notch = make("span", "cg-notch");
    return {
      element: make("div", "cg-inset", notch, rail.element),
      update({ item, scene, share }) {
        notch.style.left = `calc(${share * 100}% - 6px)`;
        if (item.inside) rail.draw(item.inside, scene);
      },
    };
  });
  return {
    element,
    update({ heads: names, side: own, members: all, columns, scene }: Row): void {
      for (const it of [heads, tiles]) {
        it.style.gridTemplateColumns = `${own ? "minmax(40px, max-content) " : ""}repeat(${columns}, minmax(0, 1fr))`;
      }
      show(heads, names.length > 0);
      if (names.length > 0) heads.replaceChildren(make("div"), ...names.map(makeAxis));
      show(side, own !== null);
      if (own) side.replaceChildren(...makeAxis(own).childNodes);
      members.update(all.map((item) => [item.key, { item, scene, labelled: own === null }] as const));
      open.update(
        all.flatMap((item, column) =>
          item.inside && scene.open.has(item.key)
            ? [[item.key, { item, scene, share: (column + 0.5) / columns }] as const]
            : [],
        ),
      );
    },
  };
}

const makeAxis = ({ name, text }: { name: string; text: string }): HTMLElement =>
  make("div", "cg-axis", make("span", "cg-key", name), make("b", "", text));

function makeTile(key: string, deeds: Deeds, depth: number) {
  const glyph = makeGlyph();
  const words = make("span", "cg-tile-words");
  const twist = make("span", "cg-twist", makeIcon("expand"));
  const element = make("div", "cg-tile", glyph.element, words, twist);
  element.dataset["key"] = key;
  element.setAttribute("role", "treeitem");
  element.setAttribute("aria-level", String(depth));
  element.tabIndex = -1;
  twist.addEventListener("click", (event) => {
    event.stopPropagation();
    deeds.toggle(key);
  });
  return {
    element,
    update({ item, scene, labelled }: { item: ElectronItem; scene: Scene; labelled: boolean }): void {
      glyph.drawState(item.view.state);
      const elapsed = elapsedOf(item.view, scene.now);
      const label = sayLabel(item.label ?? []);
      setText(words, labelled ? label : elapsed === null ? "" : sayDuration(elapsed));
      setAttribute(
        element,
        "title",
        `${label}: ${wordOf(item.view.state)}${elapsed === null ? "" : `, ${sayDuration(elapsed)}`}`,
      );
      setAttribute(element, "data-state", item.view.state);
      show(twist, item.inside !== null && labelled);
      twist.dataset["open"] = String(scene.open.has(key));
      setAttribute(element, "aria-expanded", item.inside ? String(scene.open.has(key)) : null);
      setAttribute(element, "aria-selected", String(scene.selected === key));
      setAttribute(element, "aria-disabled", isWanted(scene, item) ? null : "true");
      setAttribute(element, "aria-label", describeItem(item, scene.drawing, scene.now));
    },
  };
}
