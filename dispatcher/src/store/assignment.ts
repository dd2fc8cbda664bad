// Reads what an executor needs to run an electron: its function, its call, the outputs that fill the holes of that.

import type { ExecutorChoice, Policy, ShippedFunction, WireValue } from "covalent-ts/protocol";
import type { Assignment } from "../executors/executor.ts";
import { bytes, dispatchOf, electronKey, json, jsonOrNull, number, numberOrNull, type Row, text } from "./columns.ts";
import type { Database } from "./database.ts";
import { readValue } from "./values.ts";

/** Functions are read again and again by wide fan-outs; this many of the latest are kept at hand. */
const functionsKept = 64;

/** Reads assignments, without the attempt's id. Throws when something is missing that the engine says is there. */
export function assignmentReader(
  database: Database,
): (dispatch: number, electron: number) => Omit<Assignment, "attempt" | "nth"> {
  const functions = new Map<number, ShippedFunction>();
  const functionOf = (key: number): ShippedFunction => {
    const kept = functions.get(key);
    if (kept !== undefined) return kept;
    const read = readFunction(database, key);
    functions.set(key, read);
    const [oldest] = functions.keys();
    if (functions.size > functionsKept && oldest !== undefined) functions.delete(oldest);
    return read;
  };
  // Wide fan-outs ask again and again for electrons of one dispatch.
  let latest: { key: number; dispatch: string; directory: string } | undefined;
  const placeOf = (key: number): { dispatch: string; directory: string } => {
    if (latest?.key === key) return latest;
    const row = database.sql("SELECT id, directory FROM dispatch WHERE key = ?").get(key);
    if (row === undefined) throw new Error(`Dispatch ${key} is not in the store.`);
    latest = { key, dispatch: text(row, "id"), directory: text(row, "directory") };
    return latest;
  };
  const rowOf = rowReader(database);
  return (dispatch, electron) => {
    const row = rowOf(electronKey(dispatch, electron));
    if (row === undefined) throw new Error(`Electron ${electron} of dispatch ${dispatch} is not in the store.`);
    const { dispatch: id, directory } = placeOf(dispatch);
    return {
      dispatch: id,
      electron,
      name: text(row, "name"),
      kind: text(row, "kind") === "sublattice" ? "sublattice" : "electron",
      fn: functionOf(number(row, "function")),
      call: bytes(row, "call"),
      inputs: inputs(database, dispatch, row),
      directory,
      executor: executorOf(row),
      place: jsonOrNull(row, "place"),
      ...retryOn(row, functionOf),
    };
  };
}

/** Rows that are read ahead: each is asked for once, and most in order. */
const rowsAhead = 32;

/** Reads rows of nodes, which never change. */
function rowReader(database: Database): (key: number) => Row | undefined {
  let ahead = new Map<number, Row>();
  let expected = -1;
  return (key) => {
    const known = ahead.get(key);
    if (known !== undefined) {
      ahead.delete(key);
      expected = key + 1;
      return known;
    }
    const isInOrder = key === expected;
    expected = key + 1;
    const rows = database.sql(nodesFrom).all(key, electronKey(dispatchOf(key) + 1, 0), isInOrder ? rowsAhead : 1);
    ahead = new Map(rows.map((row) => [number(row, "key"), row]));
    const row = ahead.get(key);
    ahead.delete(key);
    return row;
  };
}

const nodesFrom = `
  SELECT key, name, kind, base, function, call, needs, executor, options, place, policy, retry_function
  FROM node WHERE key >= ? AND key < ? ORDER BY key LIMIT ?`;

function retryOn(row: Row, functionOf: (key: number) => ShippedFunction): Pick<Assignment, "retryOn"> {
  const key = numberOrNull(row, "retry_function");
  if (key !== null) return { retryOn: functionOf(key) };
  const on = jsonOrNull<Policy>(row, "policy")?.retries?.on;
  return on === undefined || "fn" in on ? {} : { retryOn: on };
}

function executorOf(row: Row): ExecutorChoice {
  const name = text(row, "executor");
  const options = jsonOrNull<ExecutorChoice["options"]>(row, "options");
  return options == null ? { name } : { name, options };
}

function inputs(database: Database, dispatch: number, row: Row): [number, WireValue][] {
  if (row["needs"] === "[]") return [];
  const base = number(row, "base");
  return json<number[]>(row, "needs").map((node) => {
    const value = readValue(database, dispatch, base + node);
    if (value === null) throw new Error(`The output of electron ${base + node} is not in the store.`);
    return [node, value];
  });
}

function readFunction(database: Database, key: number): ShippedFunction {
  const row = database.sql("SELECT hash, name, source, place, code FROM function WHERE key = ?").get(key);
  if (row === undefined) throw new Error(`Function ${key} is not in the store.`);
  return {
    hash: text(row, "hash"),
    name: text(row, "name"),
    source: text(row, "source"),
    place: jsonOrNull(row, "place"),
    code: bytes(row, "code"),
  };
}
