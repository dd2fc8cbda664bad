// The rows of the Dispatches tree as words and signs, from what the dispatcher lists: pure, so that a test can read them.

import { basename, dirname } from "node:path";
import { sayDuration, sayLattice } from "covalent-ts/draw";
import { type DispatchSummary, isSettled, type LatticeState } from "covalent-ts/protocol";
import { sayMoment } from "./say-moment.ts";

export interface DispatchRow {
  readonly kind: "dispatch";
  readonly dispatch: string;
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  readonly icon: StateIcon;
  /** What menus ask for: a running dispatch can be cancelled. */
  readonly contextValue: "runningDispatch" | "settledDispatch";
  /** Read aloud in place of glyph and abbreviations. */
  readonly spoken: string;
}

export interface GroupRow {
  readonly kind: "group";
  /** Of the notebook or script; empty for dispatches from nowhere. */
  readonly file: string;
  readonly label: string;
  readonly description: string;
  readonly rows: readonly DispatchRow[];
}

export interface StateIcon {
  readonly glyph: string;
  readonly colour: string;
}

/** Glyphs of the font that package.json contributes. */
export const stateIcons: Readonly<Record<LatticeState, StateIcon>> = {
  NEW_OBJECT: { glyph: "covalent-waiting", colour: "covalent.state.idle" },
  RUNNING: { glyph: "covalent-running~spin", colour: "covalent.state.running" },
  COMPLETED: { glyph: "covalent-completed", colour: "covalent.state.completed" },
  FAILED: { glyph: "covalent-failed", colour: "covalent.state.failed" },
  CANCELLED: { glyph: "covalent-cancelled", colour: "covalent.state.idle" },
};

/** What runs goes on, and nothing more starts: it does not turn. */
const pausedIcon: StateIcon = { glyph: "covalent-running", colour: "covalent.state.idle" };

/** Groups in the order of their newest dispatch, dispatches newest first. `now` is what running ones are timed by. */
export function rowsOf(dispatches: readonly DispatchSummary[], now: number): GroupRow[] {
  const byFile = Map.groupBy(dispatches, ({ origin }) => origin?.file ?? "");
  return [...byFile].map(([file, own]) => ({
    kind: "group",
    file,
    label: file === "" ? "Elsewhere" : basename(file),
    description: file === "" ? "" : basename(dirname(file)),
    rows: own.map((it) => rowOf(it, now)),
  }));
}

export const countRunning = (dispatches: readonly DispatchSummary[]): number =>
  dispatches.filter(({ state }) => !isSettled(state)).length;

function rowOf(it: DispatchSummary, now: number): DispatchRow {
  const { dispatch, lattice, state, completed, failed, total, endedAt } = it;
  const running = !isSettled(state);
  const isPaused = running && it.paused === true;
  const said = sayLattice(it).toLowerCase();
  const elapsed = sayDuration((endedAt ?? now) - (it.startedAt ?? it.submittedAt));
  const finished = endedAt === null ? [] : [sayMoment(endedAt, now)];
  const failures = failed === 0 ? "" : `, ${failed} failed`;
  return {
    kind: "dispatch",
    dispatch,
    label: lattice,
    description: [...(isPaused ? ["paused"] : []), `${completed}/${total}`, elapsed, ...finished].join(" · "),
    tooltip: [
      `${lattice}: ${said}, ${completed} of ${total} electrons done${failures}`,
      ...(it.origin === null ? [] : [sayOrigin(it.origin)]),
      dispatch,
    ].join("\n"),
    icon: isPaused ? pausedIcon : stateIcons[state],
    contextValue: running ? "runningDispatch" : "settledDispatch",
    spoken: `${lattice}, ${said}, ${completed} of ${total} done${failures}, ${elapsed}`,
  };
}

const sayOrigin = ({ cell, file, line }: NonNullable<DispatchSummary["origin"]>): string =>
  cell === undefined ? `${file}:${line}` : `${file}, cell ${cell}`;
