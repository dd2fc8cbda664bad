// Tells from a stranger's bytes, without reading them, whether reading them is safe: MessagePack that is whole and of bounded size.

import { getHeapStatistics } from "node:v8";

/** A message of ours is nested a dozen deep: a reader that follows a thousand levels runs out of stack. */
const deepest = 64;

/** What a message may take in memory once it is read, in bytes: a process whose heap is full ends. */
export const mostMemory = getHeapStatistics().heap_size_limit / 2;

/** About what V8 takes for each, beside what is in it. One byte can say "an empty map". */
const cost = { map: 64, entry: 24, list: 16, text: 24, bytes: 96 };

interface Kind {
  /** Bytes of a length that follows, or bytes of the thing itself where it says no length. */
  width: number;
  /** What the length counts. */
  holds: "nothing" | "text" | "bytes" | "list" | "map";
}

const scalar = (width: number): Kind => ({ width, holds: "nothing" });

/**
 * By first byte, from 0xc4 on; what is not here is refused. Extensions are how a reader is made to build regular expressions,
 * typed arrays and records: none but the one that means `undefined` is written by whoever speaks with us.
 */
const kinds = new Map<number, Kind>([
  ...([0xc4, 0xc5, 0xc6] as const).map((head, i): [number, Kind] => [head, { width: 1 << i, holds: "bytes" }]),
  ...([0xd9, 0xda, 0xdb] as const).map((head, i): [number, Kind] => [head, { width: 1 << i, holds: "text" }]),
  ...([0xdc, 0xdd] as const).map((head, i): [number, Kind] => [head, { width: 2 << i, holds: "list" }]),
  ...([0xde, 0xdf] as const).map((head, i): [number, Kind] => [head, { width: 2 << i, holds: "map" }]),
  ...([0xcc, 0xcd, 0xce, 0xcf, 0xd0, 0xd1, 0xd2, 0xd3] as const).map((h, i): [number, Kind] => [
    h,
    scalar(1 << (i % 4)),
  ]),
  [0xc0, scalar(0)],
  [0xc2, scalar(0)],
  [0xc3, scalar(0)],
  [0xca, scalar(4)],
  [0xcb, scalar(8)],
  [0xd4, scalar(2)],
]);
const kindOf: readonly (Kind | undefined)[] = Array.from({ length: 256 }, (_, head) => kinds.get(head));

/** A text, or a small number: a reader cannot make an object with anything else for a key. */
const isKey = (head: number): boolean =>
  head < 0x80 || head >= 0xe0 || (head >= 0xa0 && head < 0xc0) || (head >= 0xd9 && head <= 0xdb);

/** No list or map claims more than the message has bytes left, nothing is cut short, and nothing follows the end. */
export function isWellFormed(message: Uint8Array, most: number = mostMemory): boolean {
  const end = message.length;
  /** How many things are still to come in each list or map that is open. */
  const open = new Float64Array(deepest);
  const maps = new Uint8Array(deepest);
  let depth = 0;
  let left = 1;
  /** Of a map, every second thing is a key: as long as an even number of them is still to come. */
  let inMap = 0;
  let at = 0;
  let memory = 0;

  for (;;) {
    while (left === 0) {
      if (depth === 0) return at === end;
      depth -= 1;
      left = open[depth] ?? 0;
      inMap = maps[depth] ?? 0;
    }
    if (at >= end || memory > most) return false;
    const head = message[at++] ?? 0xc1;
    if (inMap === 1 && left % 2 === 0 && !isKey(head)) return false;
    left -= 1;
    // Small numbers, which are most of what there is.
    if (head < 0x80 || head >= 0xe0) continue;
    let inside: number;
    let map = 0;
    if (head < 0x90) {
      map = 1;
      inside = (head & 0x0f) * 2;
      memory += cost.map + (head & 0x0f) * cost.entry;
    } else if (head < 0xa0) {
      inside = head & 0x0f;
      memory += cost.list + inside * 8;
    } else if (head < 0xc0) {
      at += head & 0x1f;
      memory += cost.text;
      if (at > end) return false;
      continue;
    } else {
      const kind = kindOf[head];
      if (kind === undefined) return false;
      const { width, holds } = kind;
      if (at + width > end) return false;
      if (head === 0xd4 && (message[at] !== 0 || message[at + 1] !== 0)) return false;
      let length = 0;
      if (holds !== "nothing") for (let i = 0; i < width; i++) length = length * 256 + (message[at + i] ?? 0);
      at += width;
      if (holds === "nothing") continue;
      if (holds === "text" || holds === "bytes") {
        at += length;
        memory += cost[holds] + (holds === "text" ? length : 0);
        if (at > end) return false;
        continue;
      }
      map = holds === "map" ? 1 : 0;
      inside = holds === "map" ? length * 2 : length;
      memory += holds === "map" ? cost.map + length * cost.entry : cost.list + length * 8;
    }
    if (inside > end - at || depth === deepest) return false;
    open[depth] = left;
    maps[depth] = inMap;
    depth += 1;
    left = inside;
    inMap = map;
  }
}
