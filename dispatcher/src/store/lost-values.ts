// Finds outputs of unfinished dispatches that are not on disk any more, and lets their electrons run again before others need them.

import { statSync } from "node:fs";
import { blobPath } from "covalent-ts/client";
import type { DispatchEvent } from "covalent-ts/protocol";
import { electronKey, json, number, parent, text } from "./columns.ts";
import type { Database } from "./database.ts";
import { openJournal } from "./journal.ts";
import { lostOutputs } from "./mend.ts";
import { keyRange, nameOf } from "./words.ts";

export interface Requeued {
  dispatch: string;
  electron: number;
  name: string;
}

/** Looks at the size of each file, not into it. */
export function requeueLost(database: Database, directory: string, now: number): Requeued[] {
  const unfinished = database.sql("SELECT key, id FROM dispatch WHERE ended_at IS NULL ORDER BY key").all();
  return unfinished.flatMap((row) => {
    const dispatch = number(row, "key");
    const lost = [...lostOutputs(database, dispatch), ...lostBlobs(database, directory, dispatch)].filter((electron) =>
      isWanted(database, dispatch, electron),
    );
    if (lost.length === 0) return [];
    database.transact(() => requeue(database, dispatch, lost, now));
    const id = text(row, "id");
    return lost.map((electron) => ({ dispatch: id, electron, name: nameOf(database, dispatch, electron).name }));
  });
}

/** Whether all sublattices around it are still to come to something, or have. */
function isWanted(database: Database, dispatch: number, electron: number): boolean {
  return sublatticesAround(database, dispatch, electron).every((sublattice) =>
    ["DISPATCHING", "COMPLETED"].includes(stateOf(database, dispatch, sublattice)),
  );
}

function sublatticesAround(database: Database, dispatch: number, electron: number): number[] {
  const row = database.sql("SELECT parent FROM node WHERE key = ?").get(electronKey(dispatch, electron));
  const around = row === undefined ? null : parent(row);
  return around === null ? [] : [around, ...sublatticesAround(database, dispatch, around)];
}

const stateOf = (database: Database, dispatch: number, electron: number): string =>
  String(database.sql("SELECT state FROM electron WHERE key = ?").get(electronKey(dispatch, electron))?.["state"]);

function lostBlobs(database: Database, directory: string, dispatch: number): number[] {
  return database
    .sql("SELECT electron, sha256, size FROM value WHERE electron BETWEEN ? AND ? AND sha256 IS NOT NULL")
    .all(...keyRange(dispatch))
    .filter((row) => {
      const there = statSync(blobPath(directory, text(row, "sha256")), { throwIfNoEntry: false });
      return there?.size !== number(row, "size");
    })
    .map((row) => number(row, "electron") - electronKey(dispatch, 0));
}

type Told = Extract<DispatchEvent, { type: "electron" }>["change"];

function requeue(database: Database, dispatch: number, lost: readonly number[], now: number): void {
  const journal = openJournal(database);
  const set = (electron: number, change: Told): void => {
    database
      .sql(
        `UPDATE electron SET state = ?, worker = NULL, queued_at = ?, started_at = NULL, ended_at = NULL, output = NULL,
           error = NULL, retry_at = NULL WHERE key = ?`,
      )
      .run(change.state ?? "NEW_OBJECT", change.queuedAt ?? null, electronKey(dispatch, electron));
    journal.tell(dispatch, { type: "electron", electron, change });
  };
  const waits: Told = { state: "NEW_OBJECT", worker: null, startedAt: null, endedAt: null, output: null };
  for (const electron of lost) {
    database.sql("DELETE FROM value WHERE electron = ?").run(electronKey(dispatch, electron));
    set(electron, waits);
    journal.count(dispatch, "completed", -1);
    for (const sublattice of sublatticesAround(database, dispatch, electron)) {
      if (stateOf(database, dispatch, sublattice) !== "COMPLETED") continue;
      database
        .sql("UPDATE electron SET state = 'DISPATCHING', ended_at = NULL WHERE key = ?")
        .run(electronKey(dispatch, sublattice));
      journal.tell(dispatch, {
        type: "electron",
        electron: sublattice,
        change: { state: "DISPATCHING", endedAt: null },
      });
    }
  }
  // What was to run on it has to wait again; and of what is lost, that which has all it needs can run at once.
  for (const row of database
    .sql("SELECT key, state FROM electron WHERE key BETWEEN ? AND ? AND state IN ('QUEUED', 'RUNNING', 'NEW_OBJECT')")
    .all(...keyRange(dispatch))) {
    const electron = number(row, "key") - electronKey(dispatch, 0);
    const waited = text(row, "state") === "NEW_OBJECT";
    const ready = isReady(database, dispatch, electron);
    if (!waited && !ready) set(electron, waits);
    else if (waited && ready) set(electron, { state: "QUEUED", queuedAt: now });
  }
  journal.close(now);
}

function isReady(database: Database, dispatch: number, electron: number): boolean {
  const row = database.sql("SELECT base, needs, after FROM node WHERE key = ?").get(electronKey(dispatch, electron));
  if (row === undefined) return false;
  const base = number(row, "base");
  return [...json<number[]>(row, "needs"), ...json<number[]>(row, "after")].every(
    (node) => stateOf(database, dispatch, base + node) === "COMPLETED",
  );
}
