// Chance that can be had again: the same seed, the same choices.

import { randomInt } from "node:crypto";

export interface Random {
  /** From 0 up to, but without, 1. */
  fraction(): number;
  /** From 0 up to, but without, `below`. */
  int(below: number): number;
  pick<T>(from: readonly T[]): T;
  bytes(length: number): Buffer;
}

/** A seed for a run that names none. */
export const newSeed = (): number => randomInt(2 ** 31);

/** Mulberry32: small, fast, and good enough to choose what to break next. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const word = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const fraction = (): number => word() / 2 ** 32;
  const int = (below: number): number => Math.floor(fraction() * below);
  return {
    fraction,
    int,
    pick<T>(from: readonly T[]): T {
      if (from.length === 0) throw new RangeError("nothing to pick from");
      return from[int(from.length)] as T;
    },
    bytes(length) {
      const bytes = Buffer.allocUnsafe(length);
      for (let at = 0; at < length; at++) bytes[at] = word();
      return bytes;
    },
  };
}
