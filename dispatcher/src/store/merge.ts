// Makes of all moves of an electron in one turn a single change of its row, at the place of the first.

import type { ElectronState, Printed, TimeLimit, WireError, WireValue } from "covalent-ts/protocol";
import type { Move, RecordCommand } from "../engine/command.ts";
import { electronKey } from "./columns.ts";

/** Why an electron failed; names and places are looked up when it is written. */
export type Failure =
  | { because: "threw"; error: WireError }
  | { because: "timed-out"; limit: TimeLimit; millis: number }
  | { because: "poisoned"; workers: number; how: string; stderr: string }
  | { because: "upstream"; failed: number };

/** What is new in an electron's row. */
export interface Change {
  state?: ElectronState;
  attempt?: number;
  worker?: string | null;
  queuedAt?: number;
  startedAt?: number | null;
  endedAt?: number;
  /** When its time in total began. */
  readyAt?: number;
  retryAt?: number | null;
  stopping?: true;
  completed?: { value: WireValue; printed: Printed };
  /** Null: that of the last try is over. */
  failure?: Failure | null;
}

export type Entry =
  | { type: "change"; dispatch: number; electron: number; change: Change }
  | Exclude<RecordCommand, Move>;

export function mergeMoves(records: readonly RecordCommand[]): Entry[] {
  const entries: Entry[] = [];
  const open = new Map<number, Change>();
  const changeOf = (dispatch: number, electron: number): Change => {
    const key = electronKey(dispatch, electron);
    let change = open.get(key);
    if (change === undefined) {
      change = {};
      open.set(key, change);
      entries.push({ type: "change", dispatch, electron, change });
    }
    return change;
  };
  for (const record of records) {
    if (record.type === "move") {
      apply(changeOf(record.dispatch, record.electron), record);
      continue;
    }
    if (record.type === "expand") changeOf(record.dispatch, record.parent).state = "DISPATCHING";
    // It is about the row as it is at this point, so what follows is a change of its own.
    if (record.type === "end-attempt") open.delete(electronKey(record.dispatch, record.electron));
    entries.push(record);
  }
  return entries;
}

function apply(change: Change, move: Move): void {
  switch (move.to) {
    case "QUEUED":
      change.state = "QUEUED";
      change.queuedAt = move.at;
      if (move.timed) change.readyAt = move.at;
      break;
    case "DELAYED":
      change.state = "QUEUED";
      change.worker = null;
      change.startedAt = null;
      change.retryAt = move.until;
      change.failure =
        move.by === "threw"
          ? { because: "threw", error: move.error }
          : { because: "timed-out", limit: "run", millis: move.millis };
      break;
    case "REQUEUED":
      change.state = "QUEUED";
      change.queuedAt = move.at;
      change.worker = null;
      change.startedAt = null;
      if (move.again) {
        change.retryAt = null;
        change.failure = null;
      }
      break;
    case "STARTING":
      change.attempt = move.attempt;
      break;
    case "RUNNING":
      change.state = "RUNNING";
      change.worker = move.worker;
      change.startedAt = move.at;
      break;
    case "STOPPING":
      change.stopping = true;
      break;
    case "COMPLETED":
      change.completed = { value: move.value, printed: move.printed };
      end(change, move);
      break;
    case "FAILED":
      change.failure = { because: "threw", error: move.error };
      end(change, move);
      break;
    case "TIMED_OUT":
      change.failure = { because: "timed-out", limit: move.limit, millis: move.millis };
      // It may have waited to be tried again.
      change.retryAt = null;
      end(change, move);
      break;
    case "POISONED":
      change.failure = { because: "poisoned", workers: move.deaths, how: move.how, stderr: move.stderr };
      end(change, move);
      break;
    case "UPSTREAM_FAILED":
      change.failure = { because: "upstream", failed: move.failed };
      end(change, move);
      break;
    case "CANCELLED":
      end(change, move);
      break;
    default:
      move satisfies never;
  }
}

function end(change: Change, move: { to: ElectronState; at: number }): void {
  change.state = move.to;
  change.endedAt = move.at;
}
