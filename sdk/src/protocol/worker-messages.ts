// What the dispatcher and a worker process say to each other. A worker runs one electron at a time, in the order in which it
// was given them.

import * as z from "zod";
import { Bytes } from "./bytes.ts";
import { ExecutorChoice, ShippedFunction, TracedLattice } from "./graph.ts";
import { Place } from "./place.ts";
import { Printed, WireError, WireValue } from "./value.ts";

/** Names one try at running an electron; a late result of another try is told apart by it. */
const attempt = z.string();

export const ToWorker = z.discriminatedUnion("type", [
  /** Sent before the first `run` that names it; the worker keeps it by its hash. */
  z.object({ type: z.literal("function"), fn: ShippedFunction }),
  z.object({
    type: z.literal("run"),
    attempt,
    dispatch: z.string(),
    electron: z.number().int(),
    name: z.string(),
    /** A sublattice is traced instead of run, and its graph comes back. */
    kind: z.enum(["electron", "sublattice"]),
    fn: z.string(),
    call: Bytes,
    /** Outputs that fill the holes of `call`, by node number within the electron's own graph. */
    inputs: z.array(z.tuple([z.number().int(), WireValue])),
    /** Where the electron runs, and packages are found. */
    directory: z.string(),
    /** What it was sent to: electrons of a sublattice go there too, unless they say otherwise. */
    executor: ExecutorChoice,
    place: Place.nullable(),
    /** Which try this is, counted from 1. */
    nth: z.number().int(),
    /** After which errors it would be tried again: see `RetryRule`. A function was sent before, like `fn`. */
    retryOn: z.union([z.array(z.string()), z.object({ fn: z.string() })]).optional(),
  }),
  /** Aborts the signal that the electron may be listening to. */
  z.object({ type: z.literal("cancel"), attempt }),
  /** Takes back what it has not begun; `dropped` says what that was. */
  z.object({ type: z.literal("drop"), attempts: z.array(attempt) }),
  /** What the electron before printed was read: the next may begin. */
  z.object({ type: z.literal("next") }),
  /** Ends the worker once it is idle. */
  z.object({ type: z.literal("exit") }),
]);
export type ToWorker = z.infer<typeof ToWorker>;

/** When it ended; how many milliseconds it took; and whether the worker now waits for `next` before it begins another. */
const end = { attempt, at: z.number(), took: z.number(), waits: z.boolean() };

export const FromWorker = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready"), worker: z.string(), pid: z.number().int() }),
  z.object({ type: z.literal("returned"), ...end, value: WireValue, printed: Printed }),
  z.object({
    type: z.literal("threw"),
    ...end,
    error: WireError,
    /** The electron's code may still be at work, so that the worker takes no other. */
    spent: z.boolean(),
    /** A module was not there. Node remembers that: in this process it will not be found once it is. */
    missed: z.boolean(),
    /** False where `retryOn` does not name this error. */
    retry: z.boolean().optional(),
  }),
  /** A sublattice was traced: this is its graph. */
  z.object({ type: z.literal("traced"), ...end, lattice: TracedLattice }),
  /** Of what the dispatcher wants back, these were not begun, nor will be. */
  z.object({ type: z.literal("dropped"), attempts: z.array(attempt) }),
  /** It has lost its dispatcher, and holds these: what it runs, and what it ended lately. */
  z.object({ type: z.literal("attached"), attempts: z.array(attempt) }),
  /** Something that an electron left behind failed after the electron had ended. */
  z.object({ type: z.literal("stray"), attempt: attempt.nullable(), at: z.number(), error: WireError }),
]);
export type FromWorker = z.infer<typeof FromWorker>;
