// An electron in a terminal: all that is known of it.

import { type AttemptView, type Get, type LatticeDocument, sayPlace } from "covalent-ts/protocol";
import { sayRetry } from "./electron-tree.ts";
import { sayError } from "./say-error.ts";
import { columns, indent, type Terminal } from "./terminal.ts";
import { bytes, clock, counted, ranFor, stateGlyph, stateWord } from "./words.ts";

const outcomes: Record<NonNullable<AttemptView["outcome"]>, string> = {
  completed: "completed",
  failed: "failed",
  cancelled: "cancelled",
  lost: "its worker ended",
  "timed-out": "timed out",
};

export function sayElectron(
  electron: Get<"electron">,
  document: LatticeDocument,
  terminal: Terminal,
  now: number,
): void {
  const { view, attempts, error, log, source } = electron;
  const bold = (text: string) => terminal.style("bold", text);
  const after = view.attempt > 1 ? ` after ${counted(view.attempt, "attempt")}` : "";
  const time = terminal.style("dim", ranFor(view, now));
  terminal.print(`${stateGlyph(view.state, terminal)} ${bold(view.name)}  ${stateWord(view.state)}${after}  ${time}`);
  const rows = facts(electron, document, now).map(([what, fact]) => [terminal.style("dim", what), fact]);
  for (const line of columns(rows)) terminal.print(indent(line, "  "));

  const section = (title: string, text: string): void => {
    if (text.trim() === "") return;
    terminal.print();
    terminal.print(bold(title));
    terminal.print(indent(text.trimEnd(), "  "));
  };
  section("Error", error === null ? "" : sayError(error));
  section("Attempts", attempts.length > 1 ? columns(attempts.map((it) => attemptRow(it, now))).join("\n") : "");
  section("Output", view.output?.text ?? "");
  section("Log", log.map(({ text }) => text).join(""));
  section("Source", source);
}

function facts({ view, sourcePlace }: Get<"electron">, document: LatticeDocument, now: number): [string, string][] {
  const nameOf = (id: number) =>
    `${document.electrons.find((electron) => electron.id === id)?.name ?? "electron"} (${id})`;
  const rows: [string, string][] = [["Electron", `${view.id} of ${document.lattice}, ${document.dispatch}`]];
  if (view.place !== null) rows.push(["Called at", sayPlace(view.place)]);
  if (sourcePlace !== null) rows.push(["Defined at", sayPlace(sourcePlace)]);
  rows.push(["Executor", view.worker === null ? view.executor : `${view.executor}, worker ${view.worker}`]);
  if (view.queuedAt !== null) rows.push(["Queued", clock(view.queuedAt, now)]);
  if (view.retryAt != null) rows.push(["Next", sayRetry(view.retryAt, now)]);
  if (view.startedAt !== null) rows.push(["Started", clock(view.startedAt, now)]);
  for (const { name, text, from } of view.arguments) {
    rows.push([`Argument ${name}`, from.length === 0 ? text : `output of ${from.map(nameOf).join(", ")}${text}`]);
  }
  if (view.output !== null) rows.push(["Returned", `${view.output.type}, ${bytes(view.output.size)}`]);
  return rows;
}

const attemptRow = (attempt: AttemptView, now: number): string[] => [
  String(attempt.attempt),
  attempt.worker ?? "",
  attempt.startedAt === null ? "" : clock(attempt.startedAt, now),
  ranFor(attempt, now),
  attempt.outcome === null ? "running" : outcomes[attempt.outcome],
  attempt.error === null ? "" : `${attempt.error.name}: ${attempt.error.message.split("\n")[0]}`,
];
