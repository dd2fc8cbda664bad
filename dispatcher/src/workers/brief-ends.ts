// How the ends of brief electrons travel from a worker to its dispatcher: many in one frame, which is also in a file until it has
// been sent. So a message costs what it costs once for all of them, and yet none is lost, or waits, when the electron
// after them ends the worker, or keeps its thread busy: then the dispatcher reads the file.
//
//   frame   c1  batch: u32  record*  0: u32
//   record  length: u32  crc32 of the bytes: u32  bytes (MessagePack)
//
// MessagePack never begins with c1 (https://github.com/msgpack/msgpack/blob/master/spec.md, "Formats").

import { readSync } from "node:fs";
import { dirname, join } from "node:path";
import { crc32 } from "node:zlib";

const mark = 0xc1;
const frameHead = 5;
const recordHead = 8;
const recordsEnd = 4;

const frameBytes = 64 * 1024;
/** The file has the latest frames: those that are still on their way, and the one that is being filled. */
const framesKept = 8;

/** Where in the file a batch is. */
export const placeOf = (batch: number): number => (batch % framesKept) * frameBytes;

/** A worker's file in the socket folder. */
export const endsIn = (folder: string, identity: string): string => join(folder, `${identity}.ends`);

/** The same as a worker finds it: beside the socket that both speak through. */
export const endsPath = ({ endpoint, identity }: { endpoint: string; identity: string }): string =>
  endsIn(dirname(endpoint.replace(/^ipc:\/\//, "")), identity);

/** A frame that is being filled. */
export interface Filling {
  bytes: Buffer;
  /** Where the next record begins. */
  at: number;
}

export const openFrame = (): Filling => ({ bytes: Buffer.alloc(frameBytes), at: frameHead });

/** Empties it for another batch. */
export function beginBatch(frame: Filling, batch: number): void {
  frame.bytes[0] = mark;
  frame.bytes.writeUInt32BE(batch, 1);
  frame.at = frameHead;
}

export const fits = ({ at }: Filling, record: Uint8Array): boolean =>
  at + recordHead + record.byteLength + recordsEnd <= frameBytes;

export function addRecord(frame: Filling, record: Uint8Array): void {
  const { bytes, at } = frame;
  bytes.writeUInt32BE(record.byteLength, at);
  bytes.writeUInt32BE(crc32(record), at + 4);
  bytes.set(record, at + recordHead);
  frame.at = at + recordHead + record.byteLength;
  bytes.writeUInt32BE(0, frame.at);
}

/** What there is to send of it, or to have in the file. */
export const written = ({ bytes, at }: Filling): Buffer => bytes.subarray(0, at + recordsEnd);

export interface Batch {
  /** Counted from 1. */
  number: number;
  records: Uint8Array[];
}

/** The frame in these bytes, as far as it is whole; undefined if there is none. */
export function readBatch(bytes: Buffer): Batch | undefined {
  if (bytes[0] !== mark || bytes.length < frameHead) return undefined;
  const records: Uint8Array[] = [];
  for (let at = frameHead; at + recordHead <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const end = at + recordHead + length;
    if (length === 0 || end > bytes.length) break;
    const record = bytes.subarray(at + recordHead, end);
    // The worker may be writing it right now.
    if (crc32(record) !== bytes.readUInt32BE(at + 4)) break;
    records.push(record);
    at = end;
  }
  return { number: bytes.readUInt32BE(1), records };
}

/** A batch in a worker's file, which the worker may be adding to; undefined if it is not there. */
export function readKept(file: number, number: number): Batch | undefined {
  if (!isAt(file, number)) return undefined;
  const bytes = Buffer.allocUnsafe(frameBytes);
  const length = readSync(file, bytes, 0, frameBytes, placeOf(number));
  const batch = readBatch(bytes.subarray(0, length));
  return batch?.number === number ? batch : undefined;
}

const head = Buffer.alloc(frameHead);

const isAt = (file: number, number: number): boolean =>
  readSync(file, head, 0, frameHead, placeOf(number)) === frameHead &&
  head[0] === mark &&
  head.readUInt32BE(1) === number;
