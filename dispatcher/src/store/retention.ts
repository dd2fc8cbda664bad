// How much of what has ended is kept: what a person sets, and the dispatches that are too many by it.

import { parseAge, parseSize } from "../ages.ts";

/** Undefined: no bound. */
export interface Retention {
  /** How long a dispatch is kept after its end, in milliseconds. */
  age?: number;
  /** How large store and blobs together may become, in bytes: the oldest go first. */
  bytes?: number;
  /** How many ended dispatches are kept. */
  dispatches?: number;
}

/** Reads "30d", "20GB", "1000", or several of them with commas between. Undefined if it is none of that. */
export function parseRetention(text: string): Retention | undefined {
  const retention: Retention = {};
  for (const part of text.split(",").map((it) => it.trim())) {
    const age = parseAge(part);
    const size = parseSize(part);
    if (age !== undefined) retention.age = age;
    else if (size !== undefined) retention.bytes = size;
    else if (/^\d+$/.test(part)) retention.dispatches = Number(part);
    else return undefined;
  }
  return retention;
}
