// What is inside a value, without running its getters: entries of collections, fields of objects, what errors carry.

import { types } from "node:util";
import { dataOf } from "./members.ts";
import { lineOf } from "./text.ts";

export type Child = { label: string } & (
  | { value: unknown /** Said instead of the value, line by line. */; text?: string }
  /** Nothing that could be looked at. */
  | { note: string }
);

export interface Children {
  children: Child[];
  /** How many are not among them. */
  left: number;
}

/** Children of one value at most. */
const shown = 100;

export function childrenOf(value: object): Children {
  if (types.isProxy(value)) return { children: [], left: 0 };
  const entries = entriesOf(value);
  const fields = fieldsOf(value);
  const children = [...entries.first, ...fields];
  return { children: children.slice(0, shown), left: entries.size + fields.length - Math.min(children.length, shown) };
}

function entriesOf(value: object): { first: Child[]; size: number } {
  if (Array.isArray(value)) {
    // A hole has no value, and is passed over.
    const first = value.slice(0, shown).flatMap((_, at) => [childAt(value, String(at))]);
    return { first, size: value.length };
  }
  if (types.isTypedArray(value)) {
    const first = Array.from({ length: Math.min(value.length, shown) }, (_, at) => ({
      label: String(at),
      value: value[at],
    }));
    return { first, size: value.length };
  }
  if (types.isMap(value)) {
    const first = take(Map.prototype.entries.call(value)).map(([key, one]) => ({ label: lineOf(key, 60), value: one }));
    return { first, size: first.length < shown ? first.length : value.size };
  }
  if (types.isSet(value)) {
    const first = take(Set.prototype.values.call(value)).map((one) => ({ label: "", value: one }));
    return { first, size: first.length < shown ? first.length : value.size };
  }
  return { first: [], size: 0 };
}

function take<T>(all: Iterator<T>): T[] {
  const first: T[] = [];
  for (let next = all.next(); next.done !== true && first.length < shown; next = all.next()) first.push(next.value);
  return first;
}

function fieldsOf(value: object): Child[] {
  const indexed = Array.isArray(value) || types.isTypedArray(value);
  const own = Object.keys(value).filter((name) => !indexed || !/^\d+$/.test(name));
  const symbols = Object.getOwnPropertySymbols(value).filter((it) => isEnumerable(value, it));
  const carried = types.isNativeError(value) ? errorFields(value) : [];
  const hidden = new Set(carried.map(({ label }) => label));
  return [
    ...carried,
    ...own.filter((name) => !hidden.has(name)).map((name) => childAt(value, name)),
    ...symbols.map((name) => childAt(value, name)),
  ];
}

const isEnumerable = (value: object, name: symbol): boolean => Object.prototype.propertyIsEnumerable.call(value, name);

function errorFields(error: Error): Child[] {
  const stack = error.stack;
  const trace = typeof stack === "string" ? stack.slice(Math.max(0, stack.search(/^\s+at /m))) : "";
  const carried = ["cause", "errors"].filter((name) => Object.hasOwn(error, name)).map((name) => childAt(error, name));
  return [...(trace === "" ? [] : [{ label: "stack", value: trace, text: trace }]), ...carried];
}

function childAt(value: object, name: string | symbol): Child {
  const label = typeof name === "string" ? name : `[${String(name)}]`;
  const field = Object.getOwnPropertyDescriptor(value, name);
  if (field?.get !== undefined || field?.set !== undefined) {
    return { label, note: field.get === undefined ? "[Setter]" : "[Getter]" };
  }
  return { label, value: dataOf(value, name) };
}
