// Recognises what lives in this process only: sockets, streams, file handles, generators in flight.

import { types } from "node:util";
import { intrinsicPath } from "./intrinsics.ts";
import { closureOf } from "./scopes.ts";
import { scriptOf } from "./scripts.ts";

/** Classes of the platform whose instances are nothing but their properties. */
const open = new Set(["Object", "EventEmitter", "Iterator"]);

const verdicts = new WeakMap<object, boolean>();

/** The name of the platform's class that an object is an instance of, when that class keeps state outside JavaScript. */
export function platformClassOf(value: object): string | undefined {
  if (types.isGeneratorObject(value)) return "generator in flight";
  if (types.isModuleNamespaceObject(value)) return "module namespace";
  if (types.isExternal(value)) return "native handle";
  if (types.isMapIterator(value) || types.isSetIterator(value)) return "iterator in flight";
  let prototype: object | null = Object.getPrototypeOf(value);
  let nearest: string | undefined;
  while (prototype !== null) {
    const maker: unknown = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value;
    if (typeof maker === "function" && maker.prototype === prototype) {
      nearest ??= maker.name;
      if (isPlatform(maker)) return nearest;
    } else if (intrinsicPath(prototype) !== undefined) return "iterator in flight";
    prototype = Object.getPrototypeOf(prototype);
  }
  return undefined;
}

function isPlatform(maker: { name: string }): boolean {
  if (open.has(maker.name)) return false;
  let verdict = verdicts.get(maker);
  if (verdict === undefined) {
    verdict = intrinsicPath(maker) !== undefined || isDefinedByNode(maker);
    verdicts.set(maker, verdict);
  }
  return verdict;
}

function isDefinedByNode(maker: object): boolean {
  const { location } = closureOf(maker);
  return location === undefined || scriptOf(location.script).name.startsWith("node:");
}
