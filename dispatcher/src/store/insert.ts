// Writes graphs, and the functions that they name, when they join the store.

import {
  electronsShown,
  type GraphNode,
  type LatticeDocument,
  type ShippedFunction,
  type TracedLattice,
} from "covalent-ts/protocol";
import { electronKey, number, parentColumn, toJson } from "./columns.ts";
import type { Database } from "./database.ts";
import { omittedOf } from "./document.ts";
import type { Journal } from "./journal.ts";
import type { Submission } from "./turn.ts";
import { argumentViews, edgeViews, electronViews } from "./views.ts";

/** How an electron is inserted that waits for nothing. */
export interface Queued {
  state: "QUEUED";
  queuedAt: number;
  readyAt?: number;
  attempt?: number;
}

const columnsOfQueued = new Set(["state", "queuedAt", "readyAt", "attempt"]);

/** Whether there is no more to a change than that. */
export const isQueued = (change: object): change is Queued =>
  "state" in change && change.state === "QUEUED" && Object.keys(change).every((key) => columnsOfQueued.has(key));

/**
 * A new dispatch: its row, its graph, its functions.
 *
 * @param queued the electrons that are queued at once, by their keys
 */
export function insertSubmission(
  database: Database,
  journal: Journal,
  submission: Submission,
  queued: ReadonlyMap<number, Queued>,
): void {
  const { dispatch, id, requestKey, lattice, origin, directory, priority, at } = submission;
  const electrons = lattice.graph.nodes.length;
  database
    .sql(
      `INSERT INTO dispatch (key, id, request_key, lattice, source, inputs, place, origin, directory, state,
         submitted_at, seq, total, completed, failed, priority)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'RUNNING', ?, 0, ?, 0, 0, ?)`,
    )
    .run(
      dispatch,
      id,
      requestKey,
      lattice.name,
      lattice.source,
      JSON.stringify(lattice.inputs),
      toJson(lattice.place),
      toJson(origin),
      directory,
      at,
      electrons,
      priority,
    );
  insertGraph(database, { dispatch, parent: null, base: 0, lattice }, queued);
  journal.tell(dispatch, { type: "submitted", document: documentOf(submission) });
}

/** A graph whose electrons are numbered from `base`. */
export function insertGraph(
  database: Database,
  {
    dispatch,
    parent,
    base,
    lattice,
  }: { dispatch: number; parent: number | null; base: number; lattice: TracedLattice },
  queued: ReadonlyMap<number, Queued> = new Map(),
): void {
  const { nodes, output, outputNeeds } = lattice.graph;
  database
    .sql(
      `INSERT INTO graph (dispatch, parent, base, size, output, output_needs, cancelled) VALUES (?, ?, ?, ?, ?, ?, 0)`,
    )
    .run(dispatch, parentColumn(parent), base, nodes.length, output, JSON.stringify(outputNeeds));
  const functionKeys = insertFunctions(database, lattice.functions);
  const keyOf = (hash: string): number => {
    const known = functionKeys.get(hash) ?? functionKey(database, hash);
    functionKeys.set(hash, known);
    return known;
  };
  const insertNode = database.sql(
    `INSERT INTO node (key, name, kind, parent, base, function, call, needs, after, arguments, executor,
       options, place, policy, retry_function)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertElectron = database.sql(
    `INSERT INTO electron (key, state, attempt, deaths, stopping, queued_at, ready_at)
     VALUES (?, ?, ?, 0, 0, ?, ?)`,
  );
  const optionsJson = openSameJson();
  const placeJson = openSameJson();
  const policyJson = openSameJson();
  for (const [index, node] of nodes.entries()) {
    const key = electronKey(dispatch, base + index);
    insertNode.run(
      key,
      node.name,
      node.kind,
      parentColumn(parent),
      base,
      keyOf(node.fn),
      node.call,
      listJson(node.needs),
      listJson(node.after),
      JSON.stringify(argumentViews(node.arguments, base)),
      node.executor.name,
      optionsJson(node.executor.options),
      placeJson(node.place),
      policyJson(node.policy),
      retryFunctionOf(node, keyOf),
    );
    const at = queued.get(key);
    insertElectron.run(key, at?.state ?? "NEW_OBJECT", at?.attempt ?? 0, at?.queuedAt ?? null, at?.readyAt ?? null);
  }
}

// Most electrons of a sweep need none, and a hundred thousand of them are written together.
const listJson = (list: readonly number[]): string => (list.length === 0 ? "[]" : JSON.stringify(list));

/** `toJson`, which works once on an object that many nodes have in common. */
function openSameJson(): (value: object | null | undefined) => string | null {
  let last: object | null | undefined;
  let written: string | null = null;
  return (value) => {
    if (value !== last) {
      last = value;
      written = toJson(value);
    }
    return written;
  };
}

function retryFunctionOf({ policy }: GraphNode, keyOf: (hash: string) => number): number | null {
  const on = policy?.retries?.on;
  return on !== undefined && "fn" in on ? keyOf(on.fn) : null;
}

// The same function is kept once, whoever sends it.
function insertFunctions(database: Database, functions: readonly ShippedFunction[]): Map<string, number> {
  const insert = database.sql(
    "INSERT INTO function (hash, name, source, place, code) VALUES (?, ?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING",
  );
  for (const { hash, name, source, place, code } of functions) insert.run(hash, name, source, toJson(place), code);
  return new Map(functions.map(({ hash }) => [hash, functionKey(database, hash)]));
}

function functionKey(database: Database, hash: string): number {
  const row = database.sql("SELECT key FROM function WHERE hash = ?").get(hash);
  if (row === undefined) throw new Error(`No function has the hash ${hash}.`);
  return number(row, "key");
}

function documentOf({ id, lattice, origin, at }: Submission): LatticeDocument {
  const { nodes } = lattice.graph;
  const shown = nodes.slice(0, electronsShown);
  return {
    version: 1,
    dispatch: id,
    lattice: lattice.name,
    state: "RUNNING",
    submittedAt: at,
    startedAt: null,
    endedAt: null,
    origin,
    inputs: lattice.inputs,
    error: null,
    electrons: electronViews(shown, 0, null),
    ...omittedOf(nodes.length),
    edges: edgeViews(shown, 0),
  };
}
