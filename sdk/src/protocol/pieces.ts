// Large announcements travel in pieces, each a message for ZeroMQ: of those it keeps so many for a subscriber, whatever their size.

/** In bytes. Whatever is no larger is sent as it is. */
export const largestPiece = 64 * 1_024;

/** What stands behind a piece: of which message it is, which piece of it, and of how many. */
const headLength = 12;

/** The frames behind the topic of each message to send. `number` tells this announcement from those before it. */
export function cutInPieces(bytes: Uint8Array, number: number): Uint8Array[][] {
  if (bytes.length <= largestPiece) return [[bytes]];
  const count = Math.ceil(bytes.length / largestPiece);
  return Array.from({ length: count }, (_, index) => {
    const head = new DataView(new ArrayBuffer(headLength));
    [number, index, count].forEach((value, at) => {
      head.setUint32(at * 4, value);
    });
    return [bytes.subarray(index * largestPiece, (index + 1) * largestPiece), new Uint8Array(head.buffer)];
  });
}

/** Puts pieces together again: those of one message follow each other, unless some were lost. */
export class Pieces {
  #number = 0;
  #kept: Uint8Array[] = [];

  /** The whole message, once its last piece is there; undefined before, and for a message of which a piece was lost. */
  add(piece: Uint8Array, head: Uint8Array | undefined): Uint8Array | undefined {
    if (head === undefined) return piece;
    if (head.byteLength !== headLength) return undefined;
    const view = new DataView(head.buffer, head.byteOffset, headLength);
    const [number, index, count] = [view.getUint32(0), view.getUint32(4), view.getUint32(8)];
    if (index === 0) {
      this.#number = number;
      this.#kept = [];
    }
    if (number !== this.#number || index !== this.#kept.length) return undefined;
    this.#kept.push(piece);
    if (index < count - 1) return undefined;
    const whole = Buffer.concat(this.#kept);
    this.#kept = [];
    return whole;
  }
}
