// The electrons of a dispatch as rows of a tree: each under the sublattice that it came from, big fan-outs folded.

import type { ElectronState, ElectronView, LatticeDocument } from "covalent-ts/protocol";
import type { Terminal } from "./terminal.ts";
import { count, counted, elapsed, ranFor, stateGlyph, stateWord } from "./words.ts";

/** So many electrons of one name and state, side by side, are one row. */
const fold = 10;

const failures: ReadonlySet<ElectronState> = new Set(["FAILED", "TIMED_OUT", "POISONED"]);

/** Whether the electron itself failed, and not one before it. */
export const isFailure = (state: ElectronState): boolean => failures.has(state);

export interface TreeOptions {
  /** Fold nothing. */
  all: boolean;
  now: number;
  terminal: Terminal;
}

/** Rows of number, glyph and name, state, time, and what else is worth knowing. */
export function electronRows(document: LatticeDocument, options: TreeOptions): string[][] {
  const children = Map.groupBy(document.electrons, ({ parent }) => parent);

  const rowsUnder = (parent: number | null, depth: number): string[][] => {
    const alike = Map.groupBy(children.get(parent) ?? [], ({ name, state }) => `${state} ${name}`);
    const folded = [...alike.values()].filter(
      (group) => !options.all && group.length >= fold && !isFailure(first(group).state),
    );
    const foldedIds = new Set(folded.flat().map(({ id }) => id));
    const rows: { id: number; rows: string[][] }[] = folded.map((group) => ({
      id: first(group).id,
      rows: [groupRow(group, depth, options)],
    }));
    for (const electron of children.get(parent) ?? []) {
      if (foldedIds.has(electron.id)) continue;
      rows.push({
        id: electron.id,
        rows: [row(electron, depth, document, options), ...rowsUnder(electron.id, depth + 1)],
      });
    }
    return rows.sort((a, b) => a.id - b.id).flatMap(({ rows }) => rows);
  };
  return rowsUnder(null, 0);
}

function first<T>(group: readonly T[]): T {
  const [one] = group;
  if (one === undefined) throw new RangeError("an empty group");
  return one;
}

function row(electron: ElectronView, depth: number, document: LatticeDocument, options: TreeOptions): string[] {
  const { terminal, now } = options;
  const { id, name, state, attempt } = electron;
  const notes = [
    attempt > 1 ? counted(attempt, "attempt") : "",
    electron.retryAt == null ? "" : sayRetry(electron.retryAt, now),
    state === "UPSTREAM_FAILED" ? sayWhyNotRun(electron, document) : "",
  ];
  return [
    terminal.style("dim", String(id).padStart(3)),
    `${"  ".repeat(depth)}${stateGlyph(state, terminal)} ${name}`,
    stateWord(state),
    ranFor(electron, now),
    terminal.style("dim", notes.filter(Boolean).join(", ")),
  ];
}

/** "tries again in 2 s". */
export const sayRetry = (retryAt: number, now: number): string =>
  retryAt <= now ? "tries again now" : `tries again in ${elapsed(retryAt - now)}`;

/** "Not run, trainSvm (4) failed": the first failure on the way back. */
function sayWhyNotRun({ id }: ElectronView, { electrons, edges }: LatticeDocument): string {
  const byId = new Map(electrons.map((electron) => [electron.id, electron]));
  const sources = Map.groupBy(edges, ({ to }) => to);
  const seen = new Set([id]);
  // Grows while it is walked: what is upstream of it comes after it.
  for (const downstream of seen) {
    for (const { from } of sources.get(downstream) ?? []) {
      const source = byId.get(from);
      if (source === undefined) continue;
      if (isFailure(source.state)) return `Not run, ${source.name} (${from}) failed`;
      if (source.state === "UPSTREAM_FAILED") seen.add(from);
    }
  }
  return "Not run";
}

function groupRow(group: readonly ElectronView[], depth: number, { terminal, now }: TreeOptions): string[] {
  const { id, name, state } = first(group);
  const started = group.map(({ startedAt }) => startedAt ?? Number.POSITIVE_INFINITY).reduce((a, b) => Math.min(a, b));
  const ended = group.map(({ endedAt }) => endedAt ?? now).reduce((a, b) => Math.max(a, b));
  return [
    terminal.style("dim", String(id).padStart(3)),
    `${"  ".repeat(depth)}${stateGlyph(state, terminal)} ${name} ×${count(group.length)}`,
    stateWord(state),
    Number.isFinite(started) ? elapsed(ended - started) : "",
    "",
  ];
}
