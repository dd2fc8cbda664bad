// What electrons returned: small values in rows, big ones by name of their blob, and those of lattices assembled when asked for.

import { pack, unpack, WireValue } from "covalent-ts/protocol";
import { bytes, electronKey, json, number, parentColumn, type Row, text } from "./columns.ts";
import type { Database } from "./database.ts";

export function writeValue(database: Database, key: number, value: WireValue): void {
  const insert = database.sql("INSERT INTO value (electron, at, bytes, sha256, size) VALUES (?, ?, ?, ?, ?)");
  switch (value.at) {
    case "inline":
      insert.run(key, "inline", value.bytes, null, value.bytes.byteLength);
      break;
    case "blob":
      insert.run(key, "blob", null, value.sha256, value.size);
      break;
    case "assembled": {
      const packed = pack(value);
      insert.run(key, "packed", packed, null, packed.byteLength);
    }
  }
}

/** The output of an electron, or null if it has none. */
export function readValue(database: Database, dispatch: number, electron: number): WireValue | null {
  const row = database
    .sql("SELECT at, bytes, sha256, size FROM value WHERE electron = ?")
    .get(electronKey(dispatch, electron));
  if (row !== undefined) return fromRow(row);
  return assemble(database, dispatch, electron);
}

/**
 * What a graph returns, made from the outputs of its electrons: of the dispatch's own graph (null), or of a sublattice's.
 * Null if there is no such graph, or something that it needs is not there.
 */
export function assemble(database: Database, dispatch: number, parent: number | null): WireValue | null {
  const graph = database
    .sql("SELECT base, output, output_needs FROM graph WHERE dispatch = ? AND parent = ?")
    .get(dispatch, parentColumn(parent));
  if (graph === undefined) return null;
  const base = number(graph, "base");
  const needs = json<number[]>(graph, "output_needs");
  const together = readTogether(database, dispatch, base, needs);
  const parts: [number, WireValue][] = [];
  for (const node of needs) {
    const value = together.get(node) ?? readValue(database, dispatch, base + node);
    if (value === null) return null;
    parts.push([node, value]);
  }
  return { at: "assembled", template: bytes(graph, "output"), parts };
}

/** Fewer are read one by one. */
const worthIt = 16;

/** The outputs of electrons that lie close together, which a wide fan-out gives back: in one go that takes half the time. */
function readTogether(
  database: Database,
  dispatch: number,
  base: number,
  nodes: readonly number[],
): ReadonlyMap<number, WireValue> {
  const first = nodes.reduce((least, node) => Math.min(least, node), Number.POSITIVE_INFINITY);
  const last = nodes.reduce((most, node) => Math.max(most, node), 0);
  if (nodes.length < worthIt || last - first >= nodes.length * 2) return new Map();
  const zero = electronKey(dispatch, base);
  const rows = database
    .sql("SELECT electron, at, bytes, sha256, size FROM value WHERE electron BETWEEN ? AND ?")
    .all(zero + first, zero + last);
  return new Map(rows.map((row) => [number(row, "electron") - zero, fromRow(row)]));
}

function fromRow(row: Row): WireValue {
  switch (text(row, "at")) {
    case "inline":
      return { at: "inline", bytes: bytes(row, "bytes") };
    case "blob":
      return { at: "blob", sha256: text(row, "sha256"), size: number(row, "size") };
    default:
      return WireValue.parse(unpack(bytes(row, "bytes")));
  }
}
