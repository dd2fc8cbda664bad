// Finds the names of blobs in encoded messages. The dispatcher does not decode what authors sent: it looks for what can be a name.

/** Length of a SHA-256 in hexadecimal, as messages write it. */
const nameLength = 64;

/** A message of no more than this is a name alone: the message itself lies in that blob. */
export const standIn = nameLength + 8;

/** Whether a message of that size can name a blob. */
export const canName = (size: number): boolean => size >= nameLength;

/**
 * Gives to `found` each name of a blob that is in the bytes. `isBlob` tells names from other hexadecimal text; a text that is a
 * name by accident only keeps that blob a little longer.
 */
export function findBlobNames(
  bytes: Uint8Array,
  isBlob: (name: string) => boolean,
  found: (name: string) => void,
): void {
  // No name can be between two looks that are a name's length apart: random bytes are passed over at a stride.
  for (let look = nameLength - 1; look < bytes.length; ) {
    if (!isHex(bytes[look])) {
      look += nameLength;
      continue;
    }
    let from = look;
    while (from > 0 && isHex(bytes[from - 1])) from -= 1;
    let to = look + 1;
    while (to < bytes.length && isHex(bytes[to])) to += 1;
    if (to - from >= nameLength) {
      const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString("latin1");
      for (let at = 0; at + nameLength <= text.length; at += 1) {
        const name = text.slice(at, at + nameLength);
        if (isBlob(name)) found(name);
      }
    }
    look = to + nameLength - 1;
  }
}

const isHex = (byte: number | undefined): boolean =>
  byte !== undefined && ((byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66));
