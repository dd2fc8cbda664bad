// Reads a dispatch as a person sees it.

import {
  type ArgumentView,
  type EdgeView,
  type ElectronView,
  electronsShown,
  type LatticeDocument,
  type Place,
  type WireError,
} from "covalent-ts/protocol";
import {
  electronKey,
  electronNumber,
  electronState,
  json,
  jsonOrNull,
  latticeState,
  number,
  numberOrNull,
  parent,
  type Row,
  text,
  textOrNull,
} from "./columns.ts";
import type { Database } from "./database.ts";
import { edgesInto } from "./views.ts";

const electronColumns = `n.key, n.name, n.kind, n.parent, n.base, n.needs, n.after, n.arguments, n.executor, n.place,
  e.state, e.attempt, e.worker, e.queued_at, e.started_at, e.ended_at, e.retry_at, e.output, e.error`;

/** The document, with the number of the last message that is in it. */
export function readDocument(
  database: Database,
  dispatch: number,
): { document: LatticeDocument; seq: number } | undefined {
  const row = database
    .sql(
      "SELECT id, lattice, state, paused, submitted_at, started_at, ended_at, origin, inputs, error, seq FROM dispatch WHERE key = ?",
    )
    .get(dispatch);
  if (row === undefined) return undefined;
  const electrons: ElectronView[] = [];
  const edges: EdgeView[] = [];
  const nodes = database
    .sql(
      `SELECT ${electronColumns} FROM node n JOIN electron e ON e.key = n.key WHERE n.key BETWEEN ? AND ? ORDER BY n.key`,
    )
    .iterate(electronKey(dispatch, 0), electronKey(dispatch, electronsShown) - 1);
  for (const node of nodes) {
    const view = electronView(node);
    electrons.push(view);
    const needs = json<number[]>(node, "needs");
    const after = json<number[]>(node, "after");
    edges.push(...edgesInto(view.id, number(node, "base"), { needs, after, arguments: view.arguments }));
  }
  const document: LatticeDocument = {
    version: 1,
    ...dispatchHead(row),
    inputs: json<ArgumentView[]>(row, "inputs"),
    error: shortError(row),
    electrons,
    ...omittedOf(countElectrons(database, dispatch)),
    edges,
  };
  return { document, seq: number(row, "seq") };
}

const countElectrons = (database: Database, dispatch: number): number =>
  number(database.sql("SELECT TOTAL(size) AS size FROM graph WHERE dispatch = ?").get(dispatch) ?? {}, "size");

/** What a document says of those that it leaves out. */
export const omittedOf = (size: number): { omitted?: number } =>
  size > electronsShown ? { omitted: size - electronsShown } : {};

/** What a document and a row of a list both say of a dispatch. */
export const dispatchHead = (row: Row) => ({
  dispatch: text(row, "id"),
  lattice: text(row, "lattice"),
  state: latticeState(row),
  ...(number(row, "paused") === 1 && row["ended_at"] === null && { paused: true }),
  submittedAt: number(row, "submitted_at"),
  startedAt: numberOrNull(row, "started_at"),
  endedAt: numberOrNull(row, "ended_at"),
  origin: jsonOrNull<Place>(row, "origin"),
});

/** One electron as views show it, from its rows in `node` and `electron`. */
export const readElectronRow = (database: Database, key: number): Row | undefined =>
  database
    .sql(`SELECT ${electronColumns}, n.function FROM node n JOIN electron e ON e.key = n.key WHERE n.key = ?`)
    .get(key);

export function electronView(row: Row): ElectronView {
  return {
    id: electronNumber(number(row, "key")),
    name: text(row, "name"),
    kind: text(row, "kind") === "sublattice" ? "sublattice" : "electron",
    parent: parent(row),
    state: electronState(row),
    attempt: number(row, "attempt"),
    executor: text(row, "executor"),
    worker: textOrNull(row, "worker"),
    queuedAt: numberOrNull(row, "queued_at"),
    startedAt: numberOrNull(row, "started_at"),
    endedAt: numberOrNull(row, "ended_at"),
    ...(row["retry_at"] !== null && { retryAt: number(row, "retry_at") }),
    arguments: json(row, "arguments"),
    output: jsonOrNull(row, "output"),
    error: shortError(row),
    place: jsonOrNull(row, "place"),
  };
}

function shortError(row: Row): { name: string; message: string } | null {
  const error = jsonOrNull<WireError>(row, "error");
  return error && { name: error.name, message: error.message };
}
