// How states, times and counts are said to a person.

import { type DispatchSummary, type ElectronState, isSettled, type LatticeState } from "covalent-ts/protocol";
import type { Terminal } from "./terminal.ts";

interface Saying {
  glyph: string;
  word: string;
  style: Parameters<Terminal["style"]>[0];
}

const sayings: Record<ElectronState | LatticeState, Saying> = {
  NEW_OBJECT: { glyph: "○", word: "Waiting", style: "dim" },
  QUEUED: { glyph: "◌", word: "Queued", style: "yellow" },
  RUNNING: { glyph: "●", word: "Running", style: "blue" },
  DISPATCHING: { glyph: "◇", word: "Dispatching", style: "magenta" },
  COMPLETED: { glyph: "✓", word: "Completed", style: "green" },
  FAILED: { glyph: "✗", word: "Failed", style: "red" },
  TIMED_OUT: { glyph: "◷", word: "Timed out", style: "red" },
  POISONED: { glyph: "◆", word: "Poisoned", style: "red" },
  CANCELLED: { glyph: "⊘", word: "Cancelled", style: "dim" },
  UPSTREAM_FAILED: { glyph: "⊖", word: "Upstream failed", style: "red" },
};

export const stateWord = (state: ElectronState | LatticeState): string => sayings[state].word;

/** A dispatch's state, and whether somebody has paused it: "Running, paused". */
export const dispatchWord = ({ state, paused = false }: Pick<DispatchSummary, "state" | "paused">): string =>
  `${stateWord(state)}${paused && !isSettled(state) ? ", paused" : ""}`;

/** The glyph, coloured; the word beside it is not, so that it can be read on any background. */
export const stateGlyph = (state: ElectronState | LatticeState, terminal: Terminal): string =>
  terminal.style(sayings[state].style, sayings[state].glyph);

const two = (n: number): string => String(n).padStart(2, "0");

/** `<0.1s`, `3.2s`, `42s`, `2m 41s`, `1h 05m`. */
export function elapsed(millis: number): string {
  if (millis < 50) return "<0.1s";
  if (millis < 9_950) return `${(millis / 1_000).toFixed(1)}s`;
  const seconds = Math.round(millis / 1_000);
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${two(seconds % 60)}s`;
  return `${Math.floor(minutes / 60)}h ${two(minutes % 60)}m`;
}

/** From its start to its end, or until now; nothing for what has not started. */
export const ranFor = (it: { startedAt: number | null; endedAt: number | null }, now: number): string =>
  it.startedAt === null ? "" : elapsed((it.endedAt ?? now) - it.startedAt);

/** `14:02:10` of today, `22 Nov 14:02` of another day. */
export function clock(at: number, now: number): string {
  const date = new Date(at);
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`;
  if (date.toDateString() === new Date(now).toDateString()) return `${time}:${two(date.getSeconds())}`;
  const month = date.toLocaleString("en-GB", { month: "short" });
  return `${date.getDate()} ${month} ${time}`;
}

export const count = (n: number): string => n.toLocaleString("en-US");

/** `1 electron`, `2 electrons`. */
export const counted = (n: number, what: string, several = `${what}s`): string =>
  `${count(n)} ${n === 1 ? what : several}`;

/** `512 bytes`, `1.5 kB`, `120 MB`: powers of 1,000, as disks are sold. */
export function bytes(size: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  const step = size < 1_000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(size) / 3));
  const scaled = size / 1_000 ** step;
  return `${step === 0 || scaled >= 100 ? Math.round(scaled) : scaled.toFixed(1)} ${units[step]}`;
}

/** `0`, `0.4`, `12`, `3,400`. */
export const perSecond = (rate: number): string =>
  rate > 0 && rate < 9.95 ? rate.toFixed(1) : count(Math.round(rate));
