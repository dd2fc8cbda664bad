// A value on its way: the bytes that only its author's code may decode, and the printed form that everybody may show.

import * as z from "zod";
import { Bytes } from "./bytes.ts";
import { Place } from "./place.ts";

/** What a person is shown of a value. Made where the value lives, so that nobody evaluates bytes to display them. */
export const Printed = z.object({
  /** As `util.inspect` would print it, without colours, at most 4,000 characters. */
  text: z.string(),
  /** "number", "Array (150)", "Dataset": a short word for the kind of value. */
  type: z.string(),
  /** Size of the encoded value in bytes. */
  size: z.number().int(),
});
export type Printed = z.infer<typeof Printed>;

/** Encoded and at hand. */
const Inline = z.object({ at: z.literal("inline"), bytes: Bytes });

/** Encoded, and in the blob store of the data directory: `objects/ab/cdef…`, named by its content. */
const Blob = z.object({ at: z.literal("blob"), sha256: z.string(), size: z.number().int() });

/**
 * To be assembled by whoever decodes it: a lattice's return value is a template with holes, filled from the outputs of
 * its electrons. `parts` are keyed by node number within that lattice's own graph.
 */
export interface AssembledValue {
  at: "assembled";
  template: Uint8Array;
  parts: [node: number, value: WireValue][];
}
export type WireValue = z.infer<typeof Inline> | z.infer<typeof Blob> | AssembledValue;

export const WireValue: z.ZodType<WireValue> = z.lazy(() =>
  z.discriminatedUnion("at", [
    Inline,
    Blob,
    z.object({
      at: z.literal("assembled"),
      template: Bytes,
      parts: z.array(z.tuple([z.number().int(), WireValue])),
    }),
  ]),
);

/** Something that was thrown, in words. */
export interface WireError {
  /** The error's own name: "TypeError", "ConvergenceError". */
  name: string;
  message: string;
  /** With frames in the author's own lines ("Cell [2]:4:11"), ours cut away. */
  stack: string;
  /** One of our error codes, when the error is ours. */
  code?: string | undefined;
  /** What an error of ours is about. */
  about?: Record<string, unknown> | undefined;
  /** What to do about it, when we know. */
  remedy?: string | undefined;
  place?: Place | undefined;
  cause?: WireError | undefined;
}
export const WireError: z.ZodType<WireError> = z.lazy(() =>
  z.object({
    name: z.string(),
    message: z.string(),
    stack: z.string(),
    code: z.string().optional(),
    about: z.record(z.string(), z.unknown()).optional(),
    remedy: z.string().optional(),
    place: Place.optional(),
    cause: WireError.optional(),
  }),
);
