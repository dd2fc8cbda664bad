// All about what is selected: an electron, or a group and its members. At the right where there is room, else as a sheet.

import {
  baseName,
  type ElectronItem,
  type GroupItem,
  hasSettled,
  type Item,
  isFailure,
  nameOf,
  sayCounts,
  sayDuration,
  sayLabel,
  sayPlural,
  wordOf,
} from "covalent-ts/draw";
import type { LogPiece } from "covalent-ts/protocol";
import { makeBar } from "./bar.ts";
import { drawGlyphOf, elapsedOfGroup } from "./cards.ts";
import { levelOf } from "./describe-item.ts";
import { make, makeGlyph, setText, show } from "./elements.ts";
import { makeCancel } from "./header.ts";
import { makeButton, makeIconButton, makeLink } from "./icons.ts";
import {
  attemptsSection,
  errorSection,
  executionSection,
  facts,
  fold,
  inputsSection,
  outputSection,
  placeLink,
  section,
  writeLog,
} from "./pane-sections.ts";
import { type Deeds, pathTo, type Scene } from "./scene.ts";

export interface Pane {
  element: HTMLElement;
  draw: (scene: Scene) => void;
  /** Appends what the selected electron printed since. */
  log: (pieces: readonly LogPiece[]) => void;
}

export function makePane(deeds: Deeds): Pane {
  const glyph = makeGlyph();
  const name = make("h2");
  const state = make("span", "cg-hint");
  const path = make("div", "cg-path");
  const actions = make("div", "cg-actions");
  const head = make(
    "div",
    "cg-pane-head",
    make(
      "div",
      "cg-pane-line",
      glyph.element,
      name,
      state,
      make("span", "cg-space"),
      makeIconButton("close", "Close", () => deeds.select(null)),
    ),
    path,
    actions,
  );
  const body = make("div", "cg-pane-body");
  const element = make("aside", "cg-pane", head, body);
  const log = make("pre", "cg-code cg-log");
  log.tabIndex = 0;
  let logged = { of: "", last: 0 };
  let drawn = "";
  const open = new Set<string>();

  const writeNew = (pieces: readonly LogPiece[]): void => {
    const fresh = pieces.filter(({ n }) => n > logged.last);
    logged.last = fresh.at(-1)?.n ?? logged.last;
    writeLog(log, fresh);
    log.closest(".cg-section")?.toggleAttribute("hidden", logged.last === 0);
  };

  return {
    element,
    log: writeNew,
    draw(scene) {
      const item = scene.selected === null ? undefined : scene.drawing.items.get(scene.selected);
      show(element, item !== undefined);
      if (!item) {
        drawn = "";
        return;
      }
      const detail = scene.detail;
      const of = `${scene.drawing.document.dispatch} ${item.key}`;
      if (logged.of !== of) {
        logged = { of, last: 0 };
        log.replaceChildren();
        open.clear();
      }
      // Redrawn only when something changed: a selection of text, or a scrolled log, must survive every other update.
      const now = JSON.stringify([
        of,
        item.type === "group" ? item.counts : item.view,
        detail?.attempts,
        detail?.error,
        detail?.source,
        scene.connected,
        levelOf(item.key, scene.drawing).links.length,
      ]);
      if (now !== drawn) {
        drawn = now;
        element.setAttribute("aria-label", `${item.type === "group" ? "Group" : "Electron"} ${nameOf(item)}`);
        drawGlyphOf(item, glyph);
        setText(name, baseName(item));
        name.title = baseName(item);
        setText(state, item.type === "group" ? sayPlural(item.members.length, "electron") : wordOf(item.view.state));
        path.replaceChildren(...pathOf(item, scene, deeds));
        actions.replaceChildren(...actionsOf(item, scene, deeds));
        show(actions, actions.childNodes.length > 0);
        for (const details of body.querySelectorAll("details")) {
          const title = details.dataset["title"] ?? "";
          if (details.open) open.add(title);
          else open.delete(title);
        }
        const scrolled = body.scrollTop;
        body.replaceChildren(
          ...(item.type === "group" ? groupSections(item, scene, deeds) : electronSections(item, scene, deeds, log)),
        );
        for (const details of body.querySelectorAll("details")) details.open = open.has(details.dataset["title"] ?? "");
        body.scrollTop = scrolled;
      }
      writeNew(detail?.log ?? []);
    },
  };
}

/** "sweep › fitOne › C 10, γ 1": links to what it lies in. */
function pathOf(item: Item, { drawing }: Scene, deeds: Deeds): (Node | string)[] {
  const crumbs: (Node | string)[] = [makeLink(drawing.document.lattice, () => deeds.select(null))];
  for (const above of pathTo(drawing, item.key)) {
    const said = above.type === "electron" && above.label ? sayLabel(above.label) : baseName(above);
    crumbs.push(
      " › ",
      makeLink(said, () => deeds.select(above.key)),
    );
  }
  if (item.type === "electron" && item.label) crumbs.push(" › ", sayLabel(item.label));
  return crumbs;
}

function actionsOf(item: Item, scene: Scene, deeds: Deeds): HTMLElement[] {
  const { dispatch } = scene.drawing.document;
  const electrons = (item.type === "group" ? item.members : [item]).filter(({ view }) => !hasSettled(view.state));
  const actions: HTMLElement[] = [];
  if (electrons.length > 0 && scene.connected) {
    const what = electrons.length === 1 ? "electron" : sayPlural(electrons.length, "electron");
    const ids = electrons.map(({ view }) => view.id);
    actions.push(makeCancel(() => deeds.post({ type: "cancel", dispatch, electrons: ids }), "page", what).element);
  }
  const opens = item.type === "group" || item.inside !== null;
  if (opens) {
    actions.push(makeButton(scene.open.has(item.key) ? "Close group" : "Open group", () => deeds.toggle(item.key)));
  }
  return actions;
}

function electronSections(item: ElectronItem, scene: Scene, deeds: Deeds, log: HTMLElement): HTMLElement[] {
  const { view } = item;
  const { detail } = scene;
  const { dispatch } = scene.drawing.document;
  const tools = [
    makeIconButton("copy", "Copy log", () => deeds.post({ type: "copy", text: log.textContent ?? "" })),
    makeIconButton("open", "Open log", () => deeds.post({ type: "open-log", dispatch, electron: view.id })),
  ];
  const logs = make(
    "section",
    "cg-section",
    make(
      "h3",
      "",
      "Log",
      make("span", "cg-hint", "stdout and stderr"),
      make("span", "cg-space"),
      ...(scene.connected ? tools : []),
    ),
    log,
  );
  logs.hidden = log.textContent === "";
  return [
    errorSection(item, detail, scene, deeds),
    attemptsSection(detail, scene.now),
    executionSection(item, scene.now),
    inputsSection(view.arguments, scene, deeds),
    outputSection(item, scene, deeds),
    logs,
    sourceFold(item, scene, deeds),
    dependenciesFold(item, scene, deeds),
  ].filter((it) => it !== null);
}

function sourceFold({ view }: ElectronItem, { detail }: Scene, deeds: Deeds): HTMLElement | null {
  const place = detail?.sourcePlace ?? view.place;
  if (!detail && !place) return null;
  const called = view.place ? facts([["Called at", placeLink(view.place, deeds)]]) : null;
  const defined = detail?.sourcePlace ? facts([["Defined at", placeLink(detail.sourcePlace, deeds)]]) : null;
  const content = make("div", "", defined, called, detail ? make("pre", "cg-code", detail.source) : null);
  return titled(fold("Source", "", content), "Source");
}

function dependenciesFold(item: Item, { drawing }: Scene, deeds: Deeds): HTMLElement | null {
  const holder = drawing.items.get(drawing.parents.get(item.key) ?? "");
  // A member's edges are its group's.
  const own = holder?.type === "group" ? holder : item;
  const { links } = levelOf(own.key, drawing);
  const into = links.filter(({ to }) => to === own.key);
  const out = links.filter(({ from }) => from === own.key);
  if (into.length + out.length === 0) return null;
  const row = (key: string, names: string[]): readonly [string, Node] => {
    const other = drawing.items.get(key);
    return [names.join(", ") || "order", makeLink(other ? nameOf(other) : key, () => deeds.select(key))];
  };
  const content = make(
    "div",
    "",
    into.length > 0 ? section("Needs", facts(into.map(({ from, names }) => row(from, names)))) : null,
    out.length > 0 ? section("Feeds", facts(out.map(({ to, names }) => row(to, names)))) : null,
  );
  return titled(fold("Dependencies", `${into.length} in, ${out.length} out`, content), "Dependencies");
}

function titled(details: HTMLDetailsElement, title: string): HTMLDetailsElement {
  details.dataset["title"] = title;
  return details;
}

const membersListed = 8;

function groupSections(group: GroupItem, scene: Scene, deeds: Deeds): HTMLElement[] {
  const bar = makeBar();
  bar.update(group.counts);
  const elapsed = elapsedOfGroup(group, scene.now);
  const failed = group.members.filter(({ view }) => isFailure(view.state));
  const took = ({ view }: ElectronItem): number =>
    view.startedAt === null ? 0 : (view.endedAt ?? scene.now) - view.startedAt;
  const slowest = [...group.members].filter((it) => took(it) > 0).sort((a, b) => took(b) - took(a));
  const rows = (members: ElectronItem[], value: (member: ElectronItem) => string): HTMLElement =>
    facts(
      members
        .slice(0, membersListed)
        .map(
          (member) => [value(member), makeLink(sayLabel(member.label ?? []), () => deeds.select(member.key))] as const,
        ),
    );
  return [
    section(
      "Electrons",
      bar.element,
      make("p", "", sayCounts(group.counts)),
      elapsed === null ? null : facts([["Elapsed", sayDuration(elapsed)]]),
    ),
    failed.length > 0
      ? section(
          "Failed",
          rows(failed, (it) => wordOf(it.view.state)),
        )
      : null,
    slowest.length > 0
      ? section(
          "Slowest",
          rows(slowest, (it) => sayDuration(took(it))),
        )
      : null,
    dependenciesFold(group, scene, deeds),
  ].filter((it) => it !== null);
}
