// Binary data: views of one buffer stay views of one buffer, and no more of it is sent than somebody looks at.
//
// A Node `Buffer` is often a few bytes of a pool of 8 KB that holds other people's data, hence the care.

import type { Reader, Writer } from "./bytes.ts";

interface Shelved {
  buffer: ArrayBufferLike;
  from: number;
  to: number;
  /** The largest element among its views: offsets must stay multiples of it. */
  alignment: number;
}
interface Seen {
  buffer: number;
  offset: number;
  length: number;
}

export class BufferShelf {
  readonly #numbers = new Map<ArrayBufferLike, number>();
  readonly #buffers: Shelved[] = [];
  readonly #views: Seen[] = [];

  get isEmpty(): boolean {
    return this.#buffers.length === 0;
  }

  /** The number of a buffer that somebody holds, so that all of it travels. */
  whole(buffer: ArrayBufferLike): number {
    const number = this.#number(buffer);
    this.#cover(number, 0, buffer.byteLength, 1);
    return number;
  }

  /** The number of a view. */
  view(view: ArrayBufferView, elementSize: number, length: number): number {
    const buffer = this.#number(view.buffer);
    this.#cover(buffer, view.byteOffset, view.byteOffset + view.byteLength, elementSize);
    return this.#views.push({ buffer, offset: view.byteOffset, length }) - 1;
  }

  #number(buffer: ArrayBufferLike): number {
    const known = this.#numbers.get(buffer);
    if (known !== undefined) return known;
    const number = this.#buffers.push({ buffer, from: Number.POSITIVE_INFINITY, to: 0, alignment: 1 }) - 1;
    this.#numbers.set(buffer, number);
    return number;
  }

  #cover(number: number, from: number, to: number, alignment: number): void {
    const shelved = this.#buffers[number];
    if (!shelved) return;
    shelved.from = Math.min(shelved.from, from);
    shelved.to = Math.max(shelved.to, to);
    shelved.alignment = Math.max(shelved.alignment, alignment);
  }

  write(out: Writer): void {
    out.count(this.#buffers.length);
    const starts = this.#buffers.map(({ buffer, from, to, alignment }) => {
      const padding = from % alignment;
      out.byte(buffer instanceof ArrayBuffer ? 0 : 1);
      out.count(padding);
      out.count(to - from);
      out.raw(new Uint8Array(buffer, from, to - from));
      return from - padding;
    });
    out.count(this.#views.length);
    for (const { buffer, offset, length } of this.#views) {
      out.count(buffer);
      out.count(offset - (starts[buffer] ?? 0));
      out.count(length);
    }
  }
}

export interface ReadBuffers {
  buffers: ArrayBufferLike[];
  views: Seen[];
}

export const noBuffers: ReadBuffers = { buffers: [], views: [] };

export function readBuffers(input: Reader): ReadBuffers {
  const buffers = Array.from({ length: input.count() }, () => {
    const isShared = input.byte() === 1;
    const padding = input.count();
    const size = input.count();
    const buffer = isShared ? new SharedArrayBuffer(padding + size) : new ArrayBuffer(padding + size);
    new Uint8Array(buffer, padding).set(input.raw(size));
    return buffer;
  });
  const views = Array.from({ length: input.count() }, () => ({
    buffer: input.count(),
    offset: input.count(),
    length: input.count(),
  }));
  return { buffers, views };
}
