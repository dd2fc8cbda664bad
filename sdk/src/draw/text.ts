// A dispatch as plain text, for terminals and for notebooks that show no pictures.

import type { LatticeDocument } from "../protocol/document.ts";
import type { ElectronState } from "../protocol/states.ts";
import { sayLabel } from "./member-labels.ts";
import { baseName, type ElectronItem, type GroupItem, type Item, type Level, modelOf } from "./model.ts";
import {
  elapsedOf,
  elapsedOfDispatch,
  sayCount,
  sayDispatch,
  sayDuration,
  sayLattice,
  sayProgress,
  sayStateInFull,
  sayWhy,
} from "./say.ts";
import { hasSettled, isFailure } from "./states.ts";

const signs: Record<ElectronState, string> = {
  NEW_OBJECT: "○",
  QUEUED: "◌",
  RUNNING: "◐",
  DISPATCHING: "◑",
  COMPLETED: "●",
  FAILED: "✕",
  TIMED_OUT: "✕",
  POISONED: "✕",
  CANCELLED: "⊘",
  UPSTREAM_FAILED: "⊖",
};

const membersListed = 12;

/** The lattice and its electrons as an indented list, with a sign and a word for each state. Without colours. */
export function describeLattice(document: LatticeDocument, options: { now?: number } = {}): string {
  const drawing = modelOf(document);
  const now = options.now ?? latestTime(document);
  const facts = [
    sayLattice(document),
    sayDispatch(document.state, drawing.counts),
    sayDuration(elapsedOfDispatch(document, now)),
  ];
  const lines = [`${signs[document.state]} ${document.lattice}  ${facts.join(" · ")}`];
  listLevel(drawing.level, "  ", lines, now);
  if (document.error) lines.push(shortly(document.error.message, 1_000));
  return lines.join("\n");
}

/** The first line, and not more than so many characters of it. */
function shortly(text: string, most: number): string {
  const [line = ""] = text.split("\n", 1);
  return line.length > most ? `${line.slice(0, most)}…` : line;
}

/** The last moment that the document knows of: what a drawing without a clock takes for now. */
export function latestTime({ submittedAt, startedAt, endedAt, electrons }: LatticeDocument): number {
  const times = electrons.flatMap((it) => [it.queuedAt, it.startedAt, it.endedAt]);
  return [startedAt, endedAt, ...times].reduce<number>((most, at) => Math.max(most, at ?? 0), submittedAt);
}

function listLevel({ items }: Level, indent: string, lines: string[], now: number): void {
  const longest = items.reduce((most, item) => Math.max(most, baseName(item).length), 0);
  for (const item of items) listItem(item, indent, Math.min(longest, 32), lines, now);
}

function listItem(item: Item, indent: string, nameWidth: number, lines: string[], now: number): void {
  if (item.type === "group") {
    listGroup(item, indent, lines, now);
    return;
  }
  listElectron(item, item.view.name.padEnd(nameWidth), indent, lines, now);
}

function listElectron(item: ElectronItem, name: string, indent: string, lines: string[], now: number): void {
  const { view } = item;
  const elapsed = elapsedOf(view, now);
  const facts = [sayStateInFull(view), elapsed === null ? "" : sayDuration(elapsed), shortly(sayWhy(view), 160)];
  lines.push(`${indent}${signs[view.state]} ${name}  ${facts.filter((fact) => fact !== "").join(" · ")}`.trimEnd());
  // What went well inside a member of a fan-out is not worth its lines.
  if (item.inside && !(item.label && view.state === "COMPLETED")) listLevel(item.inside, `${indent}  `, lines, now);
}

function listGroup(group: GroupItem, indent: string, lines: string[], now: number): void {
  lines.push(
    `${indent}${signs[stateOfGroup(group)]} ${group.name} ×${sayCount(group.members.length)}  ${sayProgress(group.counts)}`,
  );
  const urgent = group.members.filter(({ view }) => isFailure(view.state));
  const shown = group.members.length <= membersListed ? group.members : urgent.slice(0, membersListed);
  const labels = shown.map(({ label }) => sayLabel(label ?? []));
  const longest = labels.reduce((most, label) => Math.max(most, label.length), 0);
  shown.forEach((member, index) => {
    listElectron(member, (labels[index] ?? "").padEnd(Math.min(longest, 40)), `${indent}  `, lines, now);
  });
  const hidden = group.members.length - shown.length;
  if (hidden > 0) lines.push(`${indent}  … ${sayCount(hidden)} more`);
}

/** One state for many: that of a failed member, else of one that is not settled, else of the first. */
function stateOfGroup({ members }: GroupItem): ElectronState {
  const states = members.map(({ view }) => view.state);
  return (
    states.find(isFailure) ??
    states.find((state) => state === "RUNNING") ??
    states.find((state) => !hasSettled(state)) ??
    states.find((state) => state !== "COMPLETED") ??
    "COMPLETED"
  );
}
