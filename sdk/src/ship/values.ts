// Values as bytes, and back.

import { Captures } from "./captures.ts";
import { Encoding } from "./encoding.ts";
import { type Encoded, type Hole, Holes } from "./holes.ts";
import { forget } from "./inspection.ts";
import type { Keep } from "./keep.ts";
import { assemble, type Circumstances, disassemble, keepMessage, printCode } from "./message.ts";
import { ownClass } from "./own-classes.ts";
import { Path } from "./path.ts";
import { Refusal } from "./refusal.ts";

export interface EncodeOptions {
  /** What holds the value, as an error would say it: "Argument 'rows' of electron 'train'". */
  about: { what: string };
  /** Tells deferred values from all others. */
  holeOf?: ((value: object) => Hole | undefined) | undefined;
  /** Takes what is large out of the message. @defaultValue everything stays in it */
  keep?: Keep | undefined;
}

/**
 * Encodes a value with all that hangs on it: circles, shared parts, classes, functions and what they close over.
 * Deferred values become holes; `holes` lists the nodes that fill them, in order of appearance.
 * Throws `VALUE_CANNOT_TRAVEL` or `FUNCTION_CANNOT_TRAVEL`, naming the way to what cannot.
 */
export function encodeValue(value: unknown, { about, holeOf, keep }: EncodeOptions): Encoded {
  const path = new Path();
  const refuse = new Refusal(about.what, path);
  const holes = holeOf && new Holes(holeOf, (args) => encodeValue(args, { about, holeOf, keep }));
  const encoding = new Encoding({ path, refuse, captures: (it) => new Captures(it), holes });
  try {
    encoding.root(value);
    if (keep) {
      const { buffers, modules } = encoding.shelves;
      buffers?.keepLarge(keep);
      modules?.sendProject(keep);
    }
    const bytes = assemble(encoding, encoding.out, printCode(encoding)).finish();
    return { bytes: keepMessage(bytes, keep), holes: holes?.nodes ?? [] };
  } finally {
    forget();
  }
}

/**
 * Decodes what `encodeValue` encoded. `fill` gives the output of a node; each is asked for once, and each step on it is
 * evaluated once, so that what was one value is one value again. An instance of a class of this process that was sent from here
 * is one of that class again. Throws `PACKAGE_NOT_FOUND`, `BAD_MESSAGE`, or whatever a
 * step on an output throws.
 */
export const decodeValue = (bytes: Uint8Array, circumstances: Circumstances): Promise<unknown> =>
  disassemble(bytes, { classOf: ownClass, ...circumstances });
