// Looks through what is passed to an electron: for the outputs of others, and for promises.

import { types } from "node:util";
import { heldBy } from "./deferred.ts";

export interface Contents {
  /** Numbers of the calls whose outputs are in it, each once. */
  from: number[];
  /** Whether a promise is in it, where `settle` finds it. */
  promised: boolean;
}

const nothing: Contents = { from: [], promised: false };

/** What is in a value, at any depth of arrays, objects, maps, sets, and the own fields of instances. */
export function contentsOf(value: unknown): Contents {
  if (isPrimitive(value) || (Array.isArray(value) && value.every(isPrimitive))) return nothing;
  const from = new Set<number>();
  const seen = new Set<object>();
  let promised = false;
  const look = (it: unknown, reachable: boolean): void => {
    if (isPrimitive(it)) return;
    const held = heldBy(it);
    if (held !== undefined) {
      from.add(held.source.node);
      for (const step of held.steps) if ("call" in step) look(step.call, false);
      return;
    }
    if (typeof it === "function" || types.isProxy(it) || ArrayBuffer.isView(it) || seen.has(it)) return;
    seen.add(it);
    if (types.isPromise(it)) {
      promised ||= reachable;
      return;
    }
    const deeper = reachable && isPlain(it);
    for (const inner of insideOf(it)) look(inner, deeper);
  };
  look(value, true);
  return { from: [...from], promised };
}

const isPrimitive = (value: unknown): value is string | number | bigint | boolean | symbol | null | undefined =>
  (typeof value !== "object" && typeof value !== "function") || value === null;

function insideOf(value: object): Iterable<unknown> {
  if (types.isMap(value)) return [...value.keys(), ...value.values()];
  if (types.isSet(value)) return value;
  return Array.isArray(value) ? value : Object.values(value);
}

function isPlain(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** The value with every promise in its plain arrays and objects replaced by what it promised. What holds none is not copied. */
export async function settle(value: unknown): Promise<unknown> {
  const settled: unknown = types.isPromise(value) ? await value : value;
  if (!contentsOf(settled).promised || typeof settled !== "object" || settled === null) return settled;
  if (Array.isArray(settled)) return await Promise.all(settled.map(settle));
  const entries = Object.entries(settled).map(async ([key, inner]) => [key, await settle(inner)] as const);
  return Object.fromEntries(await Promise.all(entries));
}
