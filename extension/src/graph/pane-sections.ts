// The parts of the electron pane, each a heading with what belongs under it.

import {
  type ElectronItem,
  elapsedOf,
  type Item,
  nameOf,
  sayClock,
  sayDuration,
  saySize,
  wordOf,
} from "covalent-ts/draw";
import type { ElectronState, LatticeDocument, LogPiece, Place } from "covalent-ts/protocol";
import { make, makeGlyph } from "./elements.ts";
import { makeIconButton, makeLink } from "./icons.ts";
import type { ElectronDetail } from "./messages.ts";
import type { Deeds, Scene } from "./scene.ts";
import { framesOf } from "./stack-frames.ts";

export const section = (title: string, ...content: (Node | string | null)[]): HTMLElement =>
  make("section", "cg-section", make("h3", "", title), ...content);

/** A section that is folded until it is opened. */
export function fold(title: string, hint: string, content: Node): HTMLDetailsElement {
  return make(
    "details",
    "cg-fold",
    make("summary", "", make("span", "", title), make("span", "cg-hint", hint)),
    content,
  );
}

export function facts(rows: readonly (readonly [name: string, value: Node | string])[]): HTMLElement {
  return make("dl", "cg-facts-list", ...rows.flatMap(([name, value]) => [make("dt", "", name), make("dd", "", value)]));
}

const sayPlaceShort = ({ file, line, cell }: Place): string => {
  const name = file.split(/[\\/]/).at(-1) ?? file;
  return cell === undefined ? `${name}:${line}` : `${name}, cell ${cell}, line ${line}`;
};

export const placeLink = (place: Place, deeds: Deeds): HTMLElement =>
  makeLink(sayPlaceShort(place), () => deeds.post({ type: "open-place", place }));

/** The message in full, and the frames of the traceback as links. */
export function errorSection(
  item: ElectronItem,
  detail: ElectronDetail | null,
  scene: Scene,
  deeds: Deeds,
): HTMLElement | null {
  const error = detail?.error ?? item.view.error;
  if (!error) return null;
  const message = make(
    "div",
    "cg-error-message",
    error.name === "Error" ? error.message : `${error.name}: ${error.message}`,
  );
  const box = make("div", "cg-error", message);
  if (detail?.error) {
    const notebook = scene.drawing.document.origin?.file ?? null;
    for (const { before, link, after } of framesOf(detail.error.stack, notebook)) {
      const place = link?.place;
      box.append(
        make(
          "div",
          "cg-frame",
          before,
          place ? makeLink(link.text, () => deeds.post({ type: "open-place", place })) : null,
          after,
        ),
      );
    }
    for (let cause = detail.error.cause; cause; cause = cause.cause) {
      box.append(make("div", "cg-frame", `Caused by ${cause.name}: ${cause.message}`));
    }
    if (detail.error.remedy) box.append(make("div", "cg-remedy", detail.error.remedy));
  }
  return section("Error", box);
}

const outcomes: Record<NonNullable<ElectronDetail["attempts"][number]["outcome"]>, ElectronState> = {
  completed: "COMPLETED",
  failed: "FAILED",
  cancelled: "CANCELLED",
  lost: "FAILED",
  "timed-out": "TIMED_OUT",
};

/** One row an attempt, if there was more than one. */
export function attemptsSection(detail: ElectronDetail | null, now: number): HTMLElement | null {
  if (!detail || detail.attempts.length < 2) return null;
  const list = make("ol", "cg-attempts");
  for (const { attempt, outcome, startedAt, endedAt, error, worker } of detail.attempts) {
    const glyph = makeGlyph();
    const state = outcome === null ? "RUNNING" : outcomes[outcome];
    glyph.drawState(state);
    const took = startedAt === null ? "" : sayDuration((endedAt ?? now) - startedAt);
    const word = outcome === "lost" ? "Worker lost" : wordOf(state);
    const row = make(
      "li",
      "",
      glyph.element,
      make("span", "", `${attempt}`),
      make("span", "cg-hint", word),
      make("span", "cg-space"),
      make("span", "", took),
    );
    row.title = [word, worker ?? "", error?.message ?? ""].filter((it) => it !== "").join(", ");
    list.append(row);
  }
  return section("Attempts", list);
}

/** Where and when it ran. */
export function executionSection({ view }: ElectronItem, now: number): HTMLElement {
  const elapsed = elapsedOf(view, now);
  const waited = view.queuedAt !== null && view.startedAt !== null ? view.startedAt - view.queuedAt : null;
  const rows: [string, string][] = [
    ["Executor", view.worker === null ? view.executor : `${view.executor}, ${view.worker}`],
  ];
  if (waited !== null) rows.push(["Queued", sayDuration(waited)]);
  if (elapsed !== null) rows.push([view.startedAt === null ? "Queued for" : "Ran", sayDuration(elapsed)]);
  if (view.startedAt !== null) {
    rows.push([
      "Time",
      view.endedAt === null
        ? `since ${sayClock(view.startedAt)}`
        : `${sayClock(view.startedAt)} to ${sayClock(view.endedAt)}`,
    ]);
  }
  if (view.state === "QUEUED" && view.retryAt != null) rows.push(["Next try", `at ${sayClock(view.retryAt)}`]);
  return section("Execution", facts(rows));
}

/** The arguments: a value as text, or the electron that it comes from as a link. */
export function inputsSection(all: LatticeDocument["inputs"], scene: Scene, deeds: Deeds): HTMLElement | null {
  if (all.length === 0) return null;
  return section(
    "Inputs",
    facts(
      all.map(({ name, text, from }) => {
        if (from.length === 0) return [name, make("code", "", text)] as const;
        const sources = from.slice(0, 3).flatMap((id) => scene.drawing.items.get(`e${id}`) ?? []);
        const links = sources.flatMap((source: Item, index) => [
          ...(index > 0 ? [", "] : []),
          makeLink(nameOf(source), () => deeds.select(source.key)),
        ]);
        const more = from.length > sources.length ? ` and ${from.length - sources.length} more` : "";
        return [name, make("span", "", ...links, more, text === "" ? "" : " ", make("code", "", text))] as const;
      }),
    ),
  );
}

/** What came back, as it prints. */
export function outputSection({ view }: ElectronItem, scene: Scene, deeds: Deeds): HTMLElement {
  const { output } = view;
  if (!output) return section("Output", make("div", "cg-hint", whyNoOutput(view.state)));
  const dispatch = scene.drawing.document.dispatch;
  const open = makeIconButton("open", "Open output", () =>
    deeds.post({ type: "open-output", dispatch, electron: view.id }),
  );
  const heading = make(
    "h3",
    "",
    "Output",
    make("span", "cg-hint", `${output.type}, ${saySize(output.size)}`),
    make("span", "cg-space"),
    scene.connected ? open : null,
  );
  return make("section", "cg-section", heading, make("pre", "cg-code", output.text));
}

function whyNoOutput(state: ElectronState): string {
  switch (state) {
    case "FAILED":
    case "TIMED_OUT":
    case "POISONED":
      return "None, the electron failed before it returned";
    case "CANCELLED":
      return "None, the electron was cancelled";
    case "UPSTREAM_FAILED":
      return "None, the electron did not run";
    case "COMPLETED":
      return "None";
    default:
      return "None yet";
  }
}

/** Standard output and standard error, as they came. */
export function writeLog(into: HTMLElement, pieces: readonly LogPiece[]): void {
  const atEnd = into.scrollHeight - into.scrollTop - into.clientHeight < 24;
  for (const { stream, text } of pieces) {
    into.append(stream === "stderr" ? make("span", "cg-stderr", text) : text);
  }
  // Follows what is printed, unless the person scrolled away from it.
  if (atEnd) into.scrollTop = into.scrollHeight;
}
