// Recognises classes when they come home: an instance that a worker made of an author's class is one of that class again, not of
// a copy of it.
//
// A class is known by its place and its text, which say the same in every process. Where two classes of a process have both in
// common, as those that a mixin makes do, neither is recognised.

import { createHash } from "node:crypto";
import type { Place } from "../protocol/place.ts";
import type { Reader, Writer } from "./bytes.ts";
import type { ClassText } from "./class-text.ts";

/** One class of a message. */
export interface SentClass {
  /** The number of its definition. */
  index: number;
  id: string;
  /** Whether its instances hold what only the class itself can put there. */
  isBranded: boolean;
  hasBase: boolean;
}

const received = new WeakMap<object, string>();
const own = new Map<string, WeakRef<object>[]>();

/** The identity of a class that is sent: its author's, wherever it comes from now. */
export function identityOf(made: object, place: Place, { source }: { source: string }): string {
  const before = received.get(made);
  if (before !== undefined) return before;
  const { file, line, column, cell } = place;
  const id = createHash("sha256")
    .update(JSON.stringify([file, line, column, cell, source]))
    .digest("hex")
    .slice(0, 16);
  const known = (own.get(id) ?? []).filter((it) => it.deref() !== undefined);
  if (!known.some((it) => it.deref() === made)) own.set(id, [...known, new WeakRef(made)]);
  return id;
}

/** The class of this process that has this identity. */
export function ownClass(id: string): object | undefined {
  const [first, ...others] = (own.get(id) ?? []).flatMap((it) => it.deref() ?? []);
  return others.length === 0 ? first : undefined;
}

/** Remembers whose class one is that was made of what arrived. */
export function rememberClass(made: object, id: string): void {
  received.set(made, id);
}

export const sentClass = (index: number, id: string, { brands, arrows, hasBase }: ClassText): SentClass => ({
  index,
  id,
  isBranded: brands || arrows.size > 0,
  hasBase,
});

export function writeClasses(classes: readonly SentClass[], out: Writer): void {
  out.count(classes.length);
  for (const { index, id, isBranded, hasBase } of classes) {
    out.count(index);
    out.text(id);
    out.byte((isBranded ? 1 : 0) + (hasBase ? 2 : 0));
  }
}

export function readClasses(input: Reader): SentClass[] {
  return Array.from({ length: input.count() }, () => {
    const index = input.count();
    const id = input.text();
    const traits = input.byte();
    return { index, id, isBranded: (traits & 1) > 0, hasBase: (traits & 2) > 0 };
  });
}

const copies = new WeakSet<object>();

/** What only a copy of the author's class can make are instances of the author's class all the same. */
export function inheritFrom(own: object, copy: object): void {
  const prototype: unknown = Reflect.get(copy, "prototype");
  const theirs: unknown = Reflect.get(own, "prototype");
  if (!isObject(prototype) || !isObject(theirs)) return;
  Object.setPrototypeOf(prototype, theirs);
  markCopy(prototype);
}

export const markCopy = (prototype: object): void => void copies.add(prototype);

/** Whether a prototype is that of a copy, and what it inherits from only there to be recognised. */
export const isCopy = (prototype: object): boolean => copies.has(prototype);

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
