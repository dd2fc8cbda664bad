// How times, counts and sizes are written, and the sentences that the graph says of an electron.

import type { ElectronView } from "../protocol/document.ts";
import type { LatticeState } from "../protocol/states.ts";
import { type Counts, failuresIn, hasSettled, isFailure, occurring, totalOf, wordOf } from "./states.ts";

const pad = (n: number): string => String(n).padStart(2, "0");

/** "45ms", "3.2s", "42s", "2m 41s", "1h 05m", "2d 03h": two units at most. */
export function sayDuration(millis: number): string {
  const ms = Math.max(0, millis);
  if (ms < 99.5) return `${Math.round(ms)}ms`;
  // Rounded before the unit is chosen, or 9.97 s would read "10.0s" and 59.8 s "60s".
  if (Math.round(ms / 100) < 100) return `${(Math.round(ms / 100) / 10).toFixed(1)}s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${pad(seconds % 60)}s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours}h ${pad(minutes % 60)}m`;
  return `${Math.floor(hours / 24)}d ${pad(hours % 24)}h`;
}

/** "14:02:10", where the reader is. */
export function sayClock(at: number): string {
  const time = new Date(at);
  return `${pad(time.getHours())}:${pad(time.getMinutes())}:${pad(time.getSeconds())}`;
}

/** "10,000" in every locale: the rest of the words are English too. */
export const sayCount = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ",");

/** "812 B", "14 KB", "3.2 MB". */
export function saySize(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let size = bytes;
  let unit = 0;
  while (size >= 1_000 && unit < units.length - 1) {
    size /= 1_000;
    unit++;
  }
  return `${unit > 0 && size < 9.95 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}

export const sayPlural = (n: number, one: string, many = `${one}s`): string => `${sayCount(n)} ${n === 1 ? one : many}`;

type Times = Pick<ElectronView, "state" | "queuedAt" | "startedAt" | "endedAt">;

/** How long it has been at it, in milliseconds; null where no time is running and none ran. */
export function elapsedOf({ state, queuedAt, startedAt, endedAt }: Times, now: number): number | null {
  if (startedAt !== null) return (endedAt ?? now) - startedAt;
  return state === "QUEUED" && queuedAt !== null ? now - queuedAt : null;
}

/** The same of a whole dispatch. */
export function elapsedOfDispatch(
  dispatch: { state: LatticeState; submittedAt: number; startedAt: number | null; endedAt: number | null },
  now: number,
): number {
  return (dispatch.endedAt ?? now) - (dispatch.startedAt ?? dispatch.submittedAt);
}

/** Whether the words for this electron's time change as the clock goes on. */
export const isTicking = ({ state }: { state: ElectronView["state"] }): boolean =>
  state === "RUNNING" || state === "DISPATCHING" || state === "QUEUED";

/** "4 completed, 1 failed, 2 running": in the order of the bar. */
export const sayCounts = (counts: Counts): string =>
  [...occurring(counts)].map(([state, count]) => `${sayCount(count)} ${wordOf(state).toLowerCase()}`).join(", ");

/** "4 of 9 done, 1 failed". */
export function sayProgress(counts: Counts): string {
  const failed = failuresIn(counts);
  const done = `${sayCount(counts.COMPLETED)} of ${sayCount(totalOf(counts))} done`;
  return failed > 0 ? `${done}, ${sayCount(failed)} failed` : done;
}

type Stated = Pick<ElectronView, "state" | "attempt" | "retryAt">;

/** By the clock, which a picture that nobody draws again can say too. */
const sayRetry = (retryAt: number): string => `Retry at ${sayClock(retryAt)}`;

/** What stands at the right of a card's second row: when it is tried again, the attempts of a failure, else the state's word, nothing once completed. */
export function sayState({ state, attempt, retryAt }: Stated): string {
  if (state === "COMPLETED") return "";
  if (state === "QUEUED" && retryAt != null) return sayRetry(retryAt);
  if (state === "FAILED" && attempt > 1) return sayPlural(attempt, "attempt");
  if (state === "RUNNING" && attempt > 1) return `Attempt ${attempt}`;
  return wordOf(state);
}

/** The same where no glyph or tint says that it failed. */
export function sayStateInFull({ state, attempt, retryAt }: Stated): string {
  if (state === "QUEUED" && retryAt != null) return sayRetry(retryAt);
  return isFailure(state) && attempt > 1 ? `${wordOf(state)}, ${sayPlural(attempt, "attempt")}` : wordOf(state);
}

/** First line of a message, without a trailing full stop. */
export const firstLine = (text: string): string => (text.split("\n", 1)[0] ?? "").trim().replace(/\.$/, "");

/** Why it went wrong, in a sentence; "" when nothing did, and for what inherited its failure: its word says so already. */
export function sayWhy({ state, error, attempt }: Pick<ElectronView, "state" | "error" | "attempt">): string {
  if (error === null || state === "UPSTREAM_FAILED") return "";
  if (state === "POISONED") return `Ended ${sayPlural(Math.max(1, attempt), "worker")}, not tried again`;
  return firstLine(error.message);
}

/** "Running", or "Paused" where nothing more of it starts, though something may run yet. In one word, for narrow places. */
export const sayLattice = ({ state, paused = false }: { state: LatticeState; paused?: boolean | undefined }): string =>
  paused && !hasSettled(state) ? "Paused" : wordOf(state);

/** "Running, 11 of 20 electrons" and what follows in a header. */
export const sayDispatch = (state: LatticeState, counts: Counts): string =>
  hasSettled(state) && counts.COMPLETED === totalOf(counts)
    ? sayPlural(totalOf(counts), "electron")
    : `${sayCount(counts.COMPLETED)} of ${sayPlural(totalOf(counts), "electron")}`;
