// Reads the dispatches that had not ended when the dispatcher did, as the engine takes them up.

import type { Policy } from "covalent-ts/protocol";
import type { Attempt, Event, NodeShape, ResumedGraph, Times } from "../engine/event.ts";
import { electronKey, electronState, json, number, numberOrNull, parent, type Row, text } from "./columns.ts";
import type { Database } from "./database.ts";

export type Resumed = Omit<Extract<Event, { type: "resumed" }>, "at">;

export const readUnfinished = (database: Database): Resumed[] =>
  database
    .sql("SELECT key, started_at, paused, priority FROM dispatch WHERE ended_at IS NULL ORDER BY key")
    .all()
    .map((row) => ({
      type: "resumed",
      dispatch: number(row, "key"),
      begun: numberOrNull(row, "started_at") !== null,
      paused: number(row, "paused") === 1,
      priority: number(row, "priority"),
      graphs: readGraphs(database, number(row, "key")),
    }));

function readGraphs(database: Database, dispatch: number): ResumedGraph[] {
  return database
    .sql(
      "SELECT parent, base, size, cancelled FROM graph WHERE dispatch = ? AND (size > 0 OR parent < 0) ORDER BY base",
    )
    .all(dispatch)
    .map((graph) => {
      const base = number(graph, "base");
      const rows = database
        .sql(
          `SELECT n.needs, n.after, n.executor, n.policy, e.state, e.attempt, e.deaths, e.stopping, e.failures,
             e.ready_at, e.queued_at, e.started_at, e.retry_at
           FROM node n JOIN electron e ON e.key = n.key WHERE n.key >= ? AND n.key < ? ORDER BY n.key`,
        )
        .all(electronKey(dispatch, base), electronKey(dispatch, base + number(graph, "size")));
      return {
        parent: parent(graph),
        base,
        cancelled: number(graph, "cancelled") === 1,
        nodes: rows.map(shape),
        electrons: rows.map((row) => ({
          state: electronState(row),
          attempt: number(row, "attempt"),
          deaths: number(row, "deaths"),
          stopping: number(row, "stopping") === 1,
          ...times(row),
        })),
      };
    });
}

/** An attempt that runs, and where. */
export interface RunningRow extends Attempt {
  worker: string;
}

export const readRunning = (database: Database): RunningRow[] =>
  database
    .sql("SELECT key FROM dispatch WHERE ended_at IS NULL ORDER BY key")
    .all()
    .flatMap((row) => {
      const dispatch = number(row, "key");
      return database
        .sql(
          `SELECT key, attempt, worker FROM electron
           WHERE key >= ? AND key < ? AND state = 'RUNNING' AND worker IS NOT NULL AND stopping = 0`,
        )
        .all(electronKey(dispatch, 0), electronKey(dispatch + 1, 0))
        .map((running) => ({
          dispatch,
          electron: number(running, "key") - electronKey(dispatch, 0),
          attempt: number(running, "attempt"),
          worker: text(running, "worker"),
        }));
    });

const shape = (row: Row): NodeShape => ({
  needs: json(row, "needs"),
  after: json(row, "after"),
  executor: { name: text(row, "executor") },
  ...(row["policy"] === null ? {} : { policy: json<Policy>(row, "policy") }),
});

const times = (row: Row): { times?: Times } =>
  row["policy"] === null
    ? {}
    : {
        times: {
          failures: number(row, "failures"),
          readyAt: numberOrNull(row, "ready_at"),
          queuedAt: numberOrNull(row, "queued_at"),
          startedAt: numberOrNull(row, "started_at"),
          retryAt: numberOrNull(row, "retry_at"),
        },
      };
