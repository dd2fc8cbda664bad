// Alarms in the order of their times: the first is at hand, adding and taking one cost what the logarithm of their count is.

import type { DispatchKey, ElectronNumber, Millis } from "./event.ts";

/** Something may be due for an electron at this time; whether it is, is found out then. */
export interface Alarm {
  at: Millis;
  dispatch: DispatchKey;
  electron: ElectronNumber;
}

/** Alarms, the first at the top; `wakeAt` is when the shell was asked to wake the engine, or Infinity. */
export interface Alarms {
  heap: Alarm[];
  wakeAt: Millis;
  /** Beyond so many, those that became void are thrown out. */
  sweepAt: number;
}

/** So few are not worth looking through. */
export const fewest = 1_024;

export const noAlarms = (): Alarms => ({ heap: [], wakeAt: Number.POSITIVE_INFINITY, sweepAt: fewest });

export function pushAlarm(heap: Alarm[], alarm: Alarm): void {
  let at = heap.length;
  heap.push(alarm);
  for (;;) {
    const above = (at - 1) >> 1;
    const other = heap[above];
    if (at === 0 || other === undefined || other.at <= alarm.at) break;
    heap[at] = other;
    at = above;
  }
  heap[at] = alarm;
}

export function takeFirst(heap: Alarm[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let at = 0;
  for (;;) {
    const left = heap[2 * at + 1];
    const right = heap[2 * at + 2];
    if (left === undefined) break;
    const isRight = right !== undefined && right.at < left.at;
    const least = isRight ? right : left;
    if (least.at >= last.at) break;
    heap[at] = least;
    at = 2 * at + (isRight ? 2 : 1);
  }
  heap[at] = last;
}
