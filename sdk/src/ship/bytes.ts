// Writes and reads the small things that every encoding is made of: counts, floats, texts and runs of bytes.

import { CovalentError } from "../errors.ts";

/** Runs of bytes from this size on are kept by reference until the end, so that large data is copied once. */
const keptByReference = 4_096;
const shortText = 24;
/** V8 keeps the bytes of a typed array up to this size on its own heap, where making one costs next to nothing. */
const smallMessage = 64;
const asciiForm = 0;
const utf8Form = 1;
const utf16Form = 2;

/** Scratch buffers that wait for their next writer. Messages are small, and made one after the other. */
const spare: Buffer[] = [];
const mostSpare = 4;

/** Collects bytes. After `finish`, `view` or being appended it is done. */
export class Writer {
  #scratch: Buffer;
  #at = 0;
  #start = 0;
  readonly #pieces: Uint8Array[] = [];
  #length = 0;

  constructor() {
    this.#scratch = spare.pop() ?? Buffer.allocUnsafeSlow(16_384);
  }

  /** How many bytes there are so far. */
  get size(): number {
    return this.#length + this.#at - this.#start;
  }

  byte(value: number): void {
    if (this.#at === this.#scratch.length) this.#grow(1);
    this.#scratch[this.#at++] = value;
  }

  /** A whole number from 0 to 2^53, in seven bits a byte. */
  count(value: number): void {
    this.#grow(8);
    let rest = value;
    while (rest > 127) {
      this.#scratch[this.#at++] = (rest % 128) | 128;
      rest = rest > 0xffff_ffff ? Math.floor(rest / 128) : rest >>> 7;
    }
    this.#scratch[this.#at++] = rest;
  }

  float(value: number): void {
    this.#grow(8);
    this.#at = this.#scratch.writeDoubleLE(value, this.#at);
  }

  text(value: string): void {
    if (value.length <= shortText && this.#shortAscii(value)) return;
    if (value.isWellFormed()) {
      const size = Buffer.byteLength(value);
      this.count(size * 4 + utf8Form);
      this.#grow(size);
      this.#at += this.#scratch.write(value, this.#at, size, "utf8");
    } else {
      // UTF-8 has no place for half a surrogate pair.
      this.count(value.length * 2 * 4 + utf16Form);
      this.#grow(value.length * 2);
      this.#at += this.#scratch.write(value, this.#at, "utf16le");
    }
  }

  raw(bytes: Uint8Array): void {
    if (bytes.length < keptByReference) {
      this.#grow(bytes.length);
      this.#scratch.set(bytes, this.#at);
      this.#at += bytes.length;
      return;
    }
    this.#cut();
    this.#pieces.push(bytes);
    this.#length += bytes.length;
  }

  /** Bytes with their length before them. */
  block(bytes: Uint8Array): void {
    this.count(bytes.length);
    this.raw(bytes);
  }

  /** All that another one has collected. */
  append(other: Writer): void {
    for (const piece of other.#pieces) this.raw(piece);
    this.raw(other.#scratch.subarray(other.#start, other.#at));
    if (other.#at - other.#start < keptByReference) other.#giveBack();
  }

  /** What `finish` would give, for a look before anything else is written anywhere: without a copy where it lies in one run. */
  view(): Uint8Array {
    if (this.#pieces.length > 0) return this.finish();
    this.#giveBack();
    return this.#scratch.subarray(this.#start, this.#at);
  }

  finish(): Uint8Array {
    if (this.#pieces.length === 0 && this.size <= smallMessage) return this.#copied();
    this.#cut();
    const whole = Buffer.allocUnsafeSlow(this.#length);
    let at = 0;
    for (const piece of this.#pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    this.#giveBack();
    return new Uint8Array(whole.buffer, 0, whole.length);
  }

  /** Byte by byte, which beats a call into the runtime here too. */
  #copied(): Uint8Array {
    const whole = new Uint8Array(this.size);
    for (let i = 0; i < whole.length; i++) whole[i] = this.#scratch[this.#start + i] as number;
    this.#giveBack();
    return whole;
  }

  #giveBack(): void {
    if (this.#scratch.length <= 65_536 && spare.length < mostSpare) spare.push(this.#scratch);
  }

  /** Writes a short text of plain ASCII letter by letter, which beats a call into the runtime; false if it is not one. */
  #shortAscii(value: string): boolean {
    this.#grow(shortText + 1);
    const start = this.#at;
    let at = start + 1;
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      if (code > 127) return false;
      this.#scratch[at++] = code;
    }
    this.#scratch[start] = value.length * 4 + asciiForm;
    this.#at = at;
    return true;
  }

  #cut(): void {
    if (this.#at > this.#start) {
      this.#pieces.push(this.#scratch.subarray(this.#start, this.#at));
      this.#length += this.#at - this.#start;
      this.#start = this.#at;
    }
  }

  #grow(room: number): void {
    if (this.#at + room <= this.#scratch.length) return;
    this.#cut();
    this.#scratch = Buffer.allocUnsafeSlow(Math.max(room, this.#scratch.length * 2, 16_384));
    this.#at = 0;
    this.#start = 0;
  }
}

/** Reads what a `Writer` wrote. Throws `BAD_MESSAGE` where the bytes end too early. */
export class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get atEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  byte(): number {
    const value = this.#bytes[this.#at++];
    if (value === undefined) throw cutShort();
    return value;
  }

  count(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const part = this.byte();
      value += (part & 127) * scale;
      if (part < 128) return value;
      scale *= 128;
    }
  }

  float(): number {
    this.#need(8);
    const value = this.#bytes.readDoubleLE(this.#at);
    this.#at += 8;
    return value;
  }

  text(): string {
    const head = this.count();
    const size = Math.floor(head / 4);
    this.#need(size);
    const end = this.#at + size;
    const form = head % 4;
    const value = this.#bytes.toString(
      form === asciiForm ? "latin1" : form === utf8Form ? "utf8" : "utf16le",
      this.#at,
      end,
    );
    this.#at = end;
    return value;
  }

  /** A view of the next bytes; nothing is copied. */
  raw(size: number): Uint8Array {
    this.#need(size);
    const value = this.#bytes.subarray(this.#at, this.#at + size);
    this.#at += size;
    return value;
  }

  block(): Uint8Array {
    return this.raw(this.count());
  }

  #need(size: number): void {
    if (this.#at + size > this.#bytes.length) throw cutShort();
  }
}

const cutShort = () => new CovalentError("BAD_MESSAGE", { message: "encoded value", field: "it ends too early" });
