// Says in a few words what somebody passed by mistake.

import { types } from "node:util";
import { heldBy } from "./deferred.ts";
import { definitionOf } from "./definition.ts";

export function say(value: unknown): string {
  const held = heldBy(value);
  if (held !== undefined) return `the output of electron '${held.source.electron}'`;
  const electron = definitionOf(value, "electron");
  if (electron !== undefined) return `the electron '${electron.name}'`;
  const lattice = definitionOf(value, "lattice");
  if (lattice !== undefined) return `the lattice '${lattice.name}'`;
  if (typeof value === "function") return value.name === "" ? "a function" : `the function '${value.name}'`;
  if (value === null || value === undefined) return String(value);
  if (types.isPromise(value)) return "a promise";
  return Array.isArray(value)
    ? "an array"
    : typeof value === "object"
      ? "an object"
      : `the ${typeof value} ${String(value)}`;
}
