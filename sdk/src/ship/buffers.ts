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
  /** How large it may grow, if it can. */
  most: number | undefined;
  /** True if it was made for the message, so that nobody changes it. */
  isOurs: boolean;
}
interface Seen {
  buffer: number;
  offset: number;
  length: number;
}

/** How a buffer is written. */
const form = { shared: 1, kept: 2, growing: 4 } as const;

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
        most: mostOf(buffer),
        isOurs: false,
      }) - 1;
    this.#numbers.set(buffer, number);
    // What may grow is one whole: no part of it can be taken out.
    if (mostOf(buffer) !== undefined) this.#cover(number, 0, buffer.byteLength, 1);
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
    const starts = this.#buffers.map(({ buffer, from, to, alignment, kept, most }) => {
      const padding = from % alignment;
      const isShared = !(buffer instanceof ArrayBuffer);
      const traits = (isShared ? form.shared : 0) + (kept === undefined ? 0 : form.kept);
      out.byte(traits + (most === undefined ? 0 : form.growing));
      if (most !== undefined) out.count(most);
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

function mostOf(buffer: ArrayBufferLike): number | undefined {
  const grows = buffer instanceof ArrayBuffer ? buffer.resizable : buffer.growable;
  return grows ? buffer.maxByteLength : undefined;
}

/** Whether a view reaches to the end of its buffer wherever that comes to lie. Only to move the end shows it. */
export function followsEnd(view: ArrayBufferView, elementSize: number): boolean {
  const { buffer, byteLength: before } = view;
  if (!(buffer instanceof ArrayBuffer) || !buffer.resizable) return false;
  const { byteLength, maxByteLength } = buffer;
  if (byteLength + elementSize <= maxByteLength) {
    buffer.resize(byteLength + elementSize);
    const follows = view.byteLength !== before;
    buffer.resize(byteLength);
    return follows;
  }
  const end = new Uint8Array(buffer).slice(byteLength - elementSize);
  buffer.resize(byteLength - end.length);
  // One that does not follow looks beyond the end now, and is said to be empty.
  const follows = view.byteLength !== before && view.byteLength > 0;
  buffer.resize(byteLength);
  new Uint8Array(buffer).set(end, byteLength - end.length);
  return follows;
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
    const most = traits & form.growing ? input.count() : undefined;
    const padding = input.count();
    const size = input.count();
    if (!(traits & form.kept)) return laidOut(input.raw(size), padding, isShared, most);
    const kept = readBlob(input.text());
    return Promise.resolve(kept).then(
      (bytes) =>
        (most === undefined ? ownBuffer(bytes, padding, isShared) : undefined) ??
        laidOut(bytes, padding, isShared, most),
    );
  });
  const views = Array.from({ length: input.count() }, () => ({
    buffer: input.count(),
    offset: input.count(),
    length: input.count(),
  }));
  return { buffers: await Promise.all(arriving), views };
}

function laidOut(bytes: Uint8Array, padding: number, isShared: boolean, most: number | undefined): ArrayBufferLike {
  const size = padding + bytes.length;
  const growth = most === undefined ? undefined : { maxByteLength: most };
  const buffer = isShared ? new SharedArrayBuffer(size, growth) : new ArrayBuffer(size, growth);
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
