// Says in words, with names and places from the store, why electrons, sublattices and dispatches failed.

import { CovalentError, type ErrorCode } from "covalent-ts/errors";
import type { Place, Policy, TimeLimit, WireError } from "covalent-ts/protocol";
import { electronKey, jsonOrNull, type Row, text } from "./columns.ts";
import type { Database } from "./database.ts";
import type { Failure } from "./merge.ts";
import { type FailedElectron, sayFailures } from "./say-failures.ts";

/** An error of ours, as it travels and is stored. */
export const wireError = (
  error: CovalentError<ErrorCode>,
  more: { cause?: WireError | undefined; stack?: string; place?: Place | null } = {},
): WireError => ({
  name: error.name,
  message: error.message,
  stack: more.stack ?? "",
  code: error.code,
  about: { ...error.about },
  remedy: error.remedy,
  ...(more.place == null ? {} : { place: more.place }),
  ...(more.cause === undefined ? {} : { cause: more.cause }),
});

/** Name and place of an electron. */
export function nameOf(database: Database, dispatch: number, electron: number): { name: string; place: Place | null } {
  const row = database.sql("SELECT name, place FROM node WHERE key = ?").get(electronKey(dispatch, electron));
  return row === undefined
    ? { name: `${electron}`, place: null }
    : { name: text(row, "name"), place: jsonOrNull(row, "place") };
}

export function sayFailure(database: Database, dispatch: number, electron: number, failure: Failure): WireError {
  switch (failure.because) {
    case "threw":
      return failure.error;
    case "timed-out": {
      const { name, place } = nameOf(database, dispatch, electron);
      return sayTimedOut({ electron: name, place, ...failure });
    }
    case "poisoned": {
      const { name, place } = nameOf(database, dispatch, electron);
      const { workers, how, stderr } = failure;
      const error = new CovalentError("ELECTRON_POISONED", { electron: name, workers, how, place });
      return wireError(error, { stack: stderr, place });
    }
    case "upstream": {
      const { name, place } = nameOf(database, dispatch, failure.failed);
      return wireError(new CovalentError("UPSTREAM_FAILED", { electron: name, place }), { place });
    }
  }
}

const pastLimit: { readonly [L in TimeLimit]: string } = {
  queue: "waited to start",
  run: "ran",
  total: "took, with all that it waited,",
};

const sayTimedOut = ({
  electron,
  place,
  limit,
  millis,
}: {
  electron: string;
  place: Place | null;
  limit: TimeLimit;
  millis: number;
}): WireError =>
  wireError(new CovalentError("ELECTRON_TIMED_OUT", { electron, limit: pastLimit[limit], millis, place }), { place });

/** Why a sublattice timed out. */
export function saySublatticeTimedOut(database: Database, dispatch: number, sublattice: number): WireError {
  const row = database.sql("SELECT policy FROM node WHERE key = ?").get(electronKey(dispatch, sublattice));
  const millis = (row && jsonOrNull<Policy>(row, "policy")?.timeout?.total) ?? 0;
  return sayFailure(database, dispatch, sublattice, { because: "timed-out", limit: "total", millis });
}

export function sayWorkerLost(
  database: Database,
  dispatch: number,
  electron: number,
  { worker, how, attempt }: { worker: string; how: string; attempt: number },
): WireError {
  const { name, place } = nameOf(database, dispatch, electron);
  return wireError(new CovalentError("WORKER_LOST", { electron: name, worker, how, attempt, place }), { place });
}

/** Why a sublattice failed: by those of its own electrons that did. */
export function saySublatticeFailed(database: Database, dispatch: number, sublattice: number): WireError {
  const { name, place } = nameOf(database, dispatch, sublattice);
  const rows = database
    .sql(
      `${failedElectrons} AND n.parent = ? ORDER BY e.ended_at, e.key`, // the first to fail is likely the reason of the others
    )
    .all(...keyRange(dispatch), sublattice);
  const failed = rows.map(failedElectron);
  const error = new CovalentError("SUBLATTICE_FAILED", { sublattice: name, failures: sayFailures(failed).text, place });
  return wireError(error, { cause: failed[0]?.error ?? undefined, place });
}

/** Why a dispatch failed: by all electrons that did, inside sublattices too, but not by the sublattices that they are in. */
export function sayDispatchFailed(database: Database, dispatch: number, id: string, lattice: string): WireError {
  const rows = database
    .sql(
      `${failedElectrons} AND (e.state = 'TIMED_OUT'
         OR NOT EXISTS (SELECT 1 FROM graph g WHERE g.dispatch = ? AND g.parent = e.key % 16777216))
       ORDER BY e.ended_at, e.key`,
    )
    .all(...keyRange(dispatch), dispatch);
  const failed = rows.map(failedElectron);
  const { text: failures, remedy } = sayFailures(failed);
  const error = new CovalentError("DISPATCH_FAILED", { dispatch: id, lattice, failures, remedy });
  return wireError(error, { cause: failed[0]?.error ?? undefined });
}

const failedElectrons = `SELECT e.key, e.error, n.name, n.place FROM electron e JOIN node n ON n.key = e.key
  WHERE e.key BETWEEN ? AND ? AND e.state IN ('FAILED', 'TIMED_OUT', 'POISONED')`;

/** First and last key that an electron of the dispatch can have. */
export const keyRange = (dispatch: number): [number, number] => [
  electronKey(dispatch, 0),
  electronKey(dispatch + 1, 0) - 1,
];

const failedElectron = (row: Row): FailedElectron => ({
  name: text(row, "name"),
  place: jsonOrNull(row, "place"),
  error: jsonOrNull(row, "error"),
});
