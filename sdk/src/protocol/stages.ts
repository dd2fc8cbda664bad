// Tells a short electron's life state by state again: what happened within one commit is announced as one change.

import type { DispatchEvent } from "./events.ts";
import { isSettled } from "./states.ts";

/**
 * The event as a list of events in each of which every electron changes its state once. An electron that started and ended
 * between two commits was announced as ended, with the time of its start; that becomes RUNNING, then its end.
 */
export function stagesOf(event: DispatchEvent): DispatchEvent[] {
  if (event.type !== "electron") return [event];
  const { electron, change } = event;
  const { state, queuedAt, startedAt, attempt, worker } = change;
  const stages: DispatchEvent[] = [];
  const tell = (earlier: typeof change): number => stages.push({ type: "electron", electron, change: earlier });
  const passed = state !== undefined && state !== "QUEUED";
  if (passed && typeof queuedAt === "number" && state !== "CANCELLED") tell({ state: "QUEUED", queuedAt });
  const ranBefore = passed && (isSettled(state) || state === "DISPATCHING");
  if (ranBefore && typeof startedAt === "number") {
    tell({
      state: "RUNNING",
      startedAt,
      ...(attempt === undefined ? {} : { attempt }),
      ...(worker === undefined ? {} : { worker }),
    });
  }
  return [...stages, event];
}
