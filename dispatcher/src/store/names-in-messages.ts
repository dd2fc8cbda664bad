// Finds what encoded messages name. The dispatcher does not decode what authors sent: it looks for what can be a name.

/** Lengths of the names, in hexadecimal digits, as messages write them: a blob's SHA-256, and the state of a project's files. */
export const blobName = 64;
export const projectName = 16;

/** A message of no more than this is a blob's name alone: the message itself lies in that blob. */
export const standIn = blobName + 8;

/**
 * Gives to `found` each name of that length that is in the bytes. `isName` tells names from other hexadecimal text; a text that
 * is a name by accident only keeps what has that name a little longer.
 */
export function findNames(
  bytes: Uint8Array,
  length: number,
  isName: (name: string) => boolean,
  found: (name: string) => void,
): void {
  // No name can be between two looks that are a name's length apart: random bytes are passed over at a stride.
  for (let look = length - 1; look < bytes.length; ) {
    if (!isHex(bytes[look])) {
      look += length;
      continue;
    }
    let from = look;
    while (from > 0 && isHex(bytes[from - 1])) from -= 1;
    let to = look + 1;
    while (to < bytes.length && isHex(bytes[to])) to += 1;
    if (to - from >= length) {
      const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString("latin1");
      for (let at = 0; at + length <= text.length; at += 1) {
        const name = text.slice(at, at + length);
        if (isName(name)) found(name);
      }
    }
    look = to + length - 1;
  }
}

const isHex = (byte: number | undefined): boolean =>
  byte !== undefined && ((byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66));
