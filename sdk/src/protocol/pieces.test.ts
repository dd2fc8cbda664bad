import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, it } from "node:test";
import { cutInPieces, largestPiece, Pieces } from "./pieces.ts";

/** What arrives whole, of frames in this order. */
function joined(frames: readonly Uint8Array[][]): Uint8Array[] {
  const pieces = new Pieces();
  return frames.flatMap(([piece, head]) => pieces.add(piece ?? new Uint8Array(), head) ?? []);
}

describe("an announcement", () => {
  it("is one message as long as it is small", () => {
    const bytes = randomBytes(largestPiece);

    assert.deepEqual(cutInPieces(bytes, 1), [[bytes]]);
    assert.deepEqual(joined([[bytes]]), [bytes]);
  });

  it("is as it was when its pieces are put together, whatever its size", () => {
    for (const size of [largestPiece + 1, 2 * largestPiece, 1_000_000]) {
      const bytes = randomBytes(size);
      const frames = cutInPieces(bytes, 7);

      assert.ok(frames.every(([piece]) => piece !== undefined && piece.length <= largestPiece));
      assert.deepEqual(
        joined(frames).map((it) => bytes.equals(it)),
        [true],
      );
    }
  });

  it("is lost as a whole with any of its pieces, and no other with it", () => {
    const [first, second] = [cutInPieces(randomBytes(250_000), 1), cutInPieces(randomBytes(250_000), 2)];
    const small = randomBytes(3);
    for (let lost = 0; lost < first.length; lost += 1) {
      assert.equal(joined([...first.toSpliced(lost, 1), [small], ...second]).length, 2, `without piece ${lost}`);
    }

    assert.deepEqual(joined([...first.slice(0, 2), ...second.slice(2), [small]]), [small]);
  });

  it("is nothing where what stands behind it is no head", () => {
    assert.deepEqual(joined([[randomBytes(3), randomBytes(5)]]), []);
  });
});
