// Keeps back that an attempt was given to its executor, until there is more to write of it: a brief electron is written once.
//
// A dispatcher that is killed before that forgets it. The next one starts the electron again under the same number, and nothing
// of the forgotten attempt goes on by then: see `OpenExecutor`.

import { electronKey } from "./columns.ts";
import type { Change, Entry } from "./merge.ts";

export interface Starts {
  /** The entries without those that can wait, and those that waited with what comes. `kept` is called once they are on disk. */
  join(entries: readonly Entry[]): { entries: Entry[]; kept(): void };
}

export function openStarts(): Starts {
  /** Attempts by electron, of as many as executors hold. */
  const waiting = new Map<number, number>();
  return {
    join(entries) {
      const begun = new Map<number, number>();
      const told: number[] = [];
      const joined = entries.filter((entry) => {
        if (entry.type !== "change") return true;
        const { dispatch, electron, change } = entry;
        const key = electronKey(dispatch, electron);
        if (isStart(change)) {
          begun.set(key, change.attempt);
          return false;
        }
        const attempt = begun.get(key) ?? waiting.get(key);
        if (attempt === undefined) return true;
        change.attempt ??= attempt;
        begun.delete(key);
        told.push(key);
        return true;
      });
      const kept = (): void => {
        for (const key of told) waiting.delete(key);
        for (const [key, attempt] of begun) waiting.set(key, attempt);
      };
      return { entries: joined, kept };
    },
  };
}

const isStart = (change: Change): change is { attempt: number } =>
  change.attempt !== undefined && Object.keys(change).length === 1;
