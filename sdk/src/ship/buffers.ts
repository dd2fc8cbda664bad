// Binary data: views of one buffer stay views of one buffer, and no more of it is sent than somebody looks at.
//
// A Node `Buffer` is often a few bytes of a pool of 8 KB that holds other people's data, hence the care.

import type { Reader, Writer } from "./bytes.ts";
import { inlineBytes, type Keep, type ReadBlob } from "./keep.ts";
import { sameBytes } from "./shadow.ts";
import type { Watch } from "./watch.ts";

interface Shelved {
  buffer: ArrayBufferLike;
  from: number;
  to: number;
  /** The largest element among its views: offsets must stay multiples of it. */
  alignment: number;
  /** The name of what is seen of it, once that is kept elsewhere. */
  kept: string | undefined;
  /** True if it was made for the message, so that nobody changes it. */
  isOurs: boolean;
}
interface Seen {
  buffer: number;
  offset: number;
  length: number;
}

/** How a buffer is written. */
const form = { shared: 1, kept: 2 } as const;

export class BufferShelf {
  readonly #numbers = new Map<ArrayBufferLike, number>();
  readonly #buffers: Shelved[] = [];
  readonly #views: Seen[] = [];
  #size = 0;

  /** How many bytes somebody looks at. */
  get size(): number {
    return this.#size;
  }

  /** Whether any of them changes is told by a copy, where it is small. */
  watch(watch: Watch): void {
    for (const { buffer, from, to, isOurs } of this.#buffers) {
      if (isOurs) continue;
      if (to - from > inlineBytes) watch.giveUp();
      else watch.add(sameBytes(new Uint8Array(buffer, from, to - from)));
    }
  }

  /** Takes large buffers out of the message. */
  keepLarge(keep: Keep): void {
    for (const it of this.#buffers) {
      if (it.to - it.from > inlineBytes) it.kept ??= keep(new Uint8Array(it.buffer, it.from, it.to - it.from));
    }
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

  /** The number of bytes that were made for this message. */
  ours(bytes: Uint8Array): number {
    const number = this.view(bytes, 1, bytes.byteLength);
    const shelved = this.#buffers[this.#number(bytes.buffer)];
    if (shelved) shelved.isOurs = true;
    return number;
  }

  #number(buffer: ArrayBufferLike): number {
    const known = this.#numbers.get(buffer);
    if (known !== undefined) return known;
    const number =
      this.#buffers.push({
        buffer,
        from: Number.POSITIVE_INFINITY,
        to: 0,
        alignment: 1,
        kept: undefined,
        isOurs: false,
      }) - 1;
    this.#numbers.set(buffer, number);
    return number;
  }

  #cover(number: number, from: number, to: number, alignment: number): void {
    const shelved = this.#buffers[number];
    if (!shelved) return;
    this.#size -= Math.max(0, shelved.to - shelved.from);
    shelved.from = Math.min(shelved.from, from);
    shelved.to = Math.max(shelved.to, to);
    this.#size += shelved.to - shelved.from;
    shelved.alignment = Math.max(shelved.alignment, alignment);
  }

  write(out: Writer): void {
    out.count(this.#buffers.length);
    const starts = this.#buffers.map(({ buffer, from, to, alignment, kept }) => {
      const padding = from % alignment;
      out.byte((buffer instanceof ArrayBuffer ? 0 : form.shared) + (kept === undefined ? 0 : form.kept));
      out.count(padding);
      out.count(to - from);
      if (kept === undefined) out.raw(new Uint8Array(buffer, from, to - from));
      else out.text(kept);
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

export async function readBuffers(input: Reader, readBlob: ReadBlob): Promise<ReadBuffers> {
  const arriving = Array.from({ length: input.count() }, () => {
    const traits = input.byte();
    const isShared = (traits & form.shared) > 0;
    const padding = input.count();
    const size = input.count();
    if (!(traits & form.kept)) return laidOut(input.raw(size), padding, isShared);
    const kept = readBlob(input.text());
    return Promise.resolve(kept).then(
      (bytes) => ownBuffer(bytes, padding, isShared) ?? laidOut(bytes, padding, isShared),
    );
  });
  const views = Array.from({ length: input.count() }, () => ({
    buffer: input.count(),
    offset: input.count(),
    length: input.count(),
  }));
  return { buffers: await Promise.all(arriving), views };
}

function laidOut(bytes: Uint8Array, padding: number, isShared: boolean): ArrayBufferLike {
  const size = padding + bytes.length;
  const buffer = isShared ? new SharedArrayBuffer(size) : new ArrayBuffer(size);
  new Uint8Array(buffer, padding).set(bytes);
  return buffer;
}

/** What was just read from disk has a buffer of its own: then there is nothing to copy. */
function ownBuffer(
  { buffer, byteLength }: Uint8Array,
  padding: number,
  isShared: boolean,
): ArrayBufferLike | undefined {
  return !isShared && padding === 0 && buffer.byteLength === byteLength ? buffer : undefined;
}
