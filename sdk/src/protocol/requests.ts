// What a client may ask the dispatcher, and what it gets: one row a request.

import * as z from "zod";
import { DispatchSummary, ElectronView, LatticeDocument } from "./document.ts";
import { LogPiece } from "./events.ts";
import { ArgumentView } from "./graph.ts";
import { LatticeColumns } from "./graph-columns.ts";
import { Place } from "./place.ts";
import { Priority } from "./policy.ts";
import { LatticeState } from "./states.ts";
import { WireError, WireValue } from "./value.ts";

/** Raised when the meaning of a message changes. A dispatcher refuses other versions with a clear error. */
export const protocolVersion = 1;

const dispatch = z.string();
const electron = z.number().int();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Over any buffer: what a schema infers by itself would refuse a `Buffer`. */
const Bytes: z.ZodType<Uint8Array> = z.instanceof(Uint8Array);

/** One try at running an electron. */
export const AttemptView = z.object({
  attempt: z.number().int(),
  worker: z.string().nullable(),
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  /** How it ended; null while it runs. */
  outcome: z.enum(["completed", "failed", "cancelled", "lost", "timed-out"]).nullable(),
  error: WireError.nullable(),
});
export type AttemptView = z.infer<typeof AttemptView>;

export const requests = {
  /** Hands over a traced lattice; answered once it is on disk. */
  submit: {
    ask: z.object({
      lattice: LatticeColumns,
      /** Chosen by the client. Repeating it gives the first submit's dispatch, so that sending again is safe. */
      requestKey: z.string(),
      origin: Place.nullable(),
      /** The folder that the author works in: workers resolve packages and run electrons there. */
      directory: z.string(),
      /** Of those of its electrons that have none of their own. */
      priority: Priority.optional(),
    }),
    get: z.object({ dispatch }),
  },
  /** What a dispatch has come to, values included. */
  result: {
    ask: z.object({
      dispatch,
      /** Answered once it has ended. */
      wait: z.boolean().optional(),
    }),
    get: LatticeDocument.pick({ dispatch: true, lattice: true, state: true, startedAt: true, endedAt: true }).extend({
      inputs: z.array(ArgumentView),
      /** The lattice's return value; null unless it completed. */
      value: WireValue.nullable(),
      error: WireError.nullable(),
    }),
  },
  /** A dispatch as it is now; `seq` is that of the last state message it contains. */
  snapshot: {
    ask: z.object({ dispatch }),
    get: z.object({ document: LatticeDocument, seq: z.number().int() }),
  },
  /** All there is to know of one electron, except its value. */
  electron: {
    ask: z.object({ dispatch, electron }),
    get: z.object({
      view: ElectronView,
      /** The function's own text. */
      source: z.string(),
      /** Where the function is defined. */
      sourcePlace: Place.nullable(),
      attempts: z.array(AttemptView),
      error: WireError.nullable(),
      log: z.array(LogPiece),
    }),
  },
  /** The output of one electron, to be decoded by its author's code. */
  value: {
    ask: z.object({ dispatch, electron }),
    get: z.object({ value: WireValue.nullable() }),
  },
  /** What happened to a dispatch, or to one electron of it, in lines for a person to read. */
  story: {
    ask: z.object({ dispatch, electron: electron.optional() }),
    get: z.object({ lines: z.array(z.string()) }),
  },
  /** Dispatches, newest first. */
  list: {
    ask: z.object({ limit: z.number().int().min(1).max(10_000), state: LatticeState.optional() }),
    get: z.object({ dispatches: z.array(DispatchSummary), total: z.number().int() }),
  },
  /** Stops a dispatch, or single electrons of it and with them what depends on them. */
  cancel: {
    ask: z.object({ dispatch, electrons: z.array(electron).optional() }),
    get: z.object({ cancelled: z.number().int() }),
  },
  /** Lets nothing more of a dispatch start, or lets it go on. What runs is left alone. */
  pause: {
    ask: z.object({ dispatch, paused: z.boolean() }),
    /** False if it was so already, or has ended. */
    get: z.object({ changed: z.boolean() }),
  },
  status: {
    ask: z.object({}),
    get: z.object({
      version: z.string(),
      pid: z.number().int(),
      startedAt: z.number(),
      dataDirectory: z.string(),
      workers: z.array(
        z.object({
          name: z.string(),
          pid: z.number().int(),
          state: z.enum(["starting", "idle", "busy"]),
          running: z.string().nullable(),
        }),
      ),
      dispatches: z.object({ running: z.number().int(), total: z.number().int() }),
      electrons: z.object({
        queued: z.number().int(),
        running: z.number().int(),
        completed: z.number().int(),
        failed: z.number().int(),
      }),
      /** Per second, over the last seconds: electrons that ended, each attempt for itself, and writes to the store. */
      rates: z.object({ electrons: z.number(), commits: z.number() }).default({ electrons: 0, commits: 0 }),
      /** What each executor runs at a time, and what waits for it. */
      executors: z
        .array(
          z.object({
            name: z.string(),
            slots: z.number().int(),
            running: z.number().int(),
            queued: z.number().int(),
          }),
        )
        .default([]),
      /** Of the dispatcher's own process, in bytes. */
      memory: z.object({ rss: z.number(), heap: z.number() }).default({ rss: 0, heap: 0 }),
      /** The store on disk, in bytes; `free` of it is left by what was purged, and used again. */
      store: z.object({ bytes: z.number(), free: z.number() }).default({ bytes: 0, free: 0 }),
      /** What was found damaged, and what was done about it; the newest first. */
      notices: z.array(z.object({ at: z.number(), text: z.string() })).default([]),
      /** What came in since the start that was not as agreed. */
      refused: z
        .object({
          /** Not one of `requests`, or with a field that does not fit. */
          requests: z.number().int(),
          /** To what nobody announces. */
          subscriptions: z.number().int(),
          /** Messages of a process that is not a worker of ours, or that no worker sends. */
          workers: z.number().int(),
          /** Peers that do not speak ZeroMQ as we do. */
          connections: z.number().int(),
        })
        .default({ requests: 0, subscriptions: 0, workers: 0, connections: 0 }),
    }),
  },
  /** Removes ended dispatches for good: those named, or all that the other fields choose. Without any field, all. */
  purge: {
    ask: z.object({
      dispatches: z.array(dispatch).optional(),
      /** Those that ended before, in milliseconds since 1970. */
      endedBefore: z.number().optional(),
      state: LatticeState.optional(),
      /** As many of the newest that the other fields choose are kept. */
      keep: z.number().int().min(0).optional(),
      /** Only says which they are. */
      dryRun: z.boolean().default(false),
    }),
    get: z.object({
      /** Those that were purged, or would be; the oldest first. */
      dispatches: z.array(
        z.object({ dispatch, lattice: z.string(), endedAt: z.number(), electrons: z.number().int() }),
      ),
      functions: z.number().int(),
      blobs: z.number().int(),
      /** Copies of authors' projects. */
      projects: z.number().int().default(0),
      /** Of the disk. */
      bytes: z.number(),
    }),
  },
  /** Keeps the bytes of a large value, for a submit that names them. From clients that cannot enter the data directory. */
  "keep-blob": {
    ask: z.object({
      bytes: Bytes,
      /** Of that submit: until it is on disk, no purge takes them. */
      requestKey: z.string().optional(),
    }),
    get: z.object({ sha256, size: z.number().int() }),
  },
  /** The bytes of a large value, from there on as many as fit in a message. */
  blob: {
    ask: z.object({ sha256, from: z.number().int().min(0) }),
    get: z.object({
      bytes: Bytes,
      /** Of the whole value. */
      size: z.number().int(),
    }),
  },
  /** Ends the dispatcher. Unfinished dispatches go on when it is started again. */
  stop: { ask: z.object({}), get: z.object({}) },
} as const satisfies Record<string, { ask: z.ZodType; get: z.ZodType }>;

export type RequestType = keyof typeof requests;
export type Ask<T extends RequestType> = z.infer<(typeof requests)[T]["ask"]>;
export type Get<T extends RequestType> = z.infer<(typeof requests)[T]["get"]>;

/** Around every request: `id` comes back in the answer. */
export const RequestEnvelope = z.object({
  v: z.literal(protocolVersion),
  id: z.number().int(),
  type: z.string(),
  ask: z.unknown(),
});

/** Around every answer: what was asked for, or one clear error. */
export const AnswerEnvelope = z.object({
  v: z.literal(protocolVersion),
  id: z.number().int(),
  answer: z.union([
    z.object({ ok: z.literal(true), get: z.unknown() }),
    z.object({ ok: z.literal(false), error: WireError }),
  ]),
});
export type AnswerEnvelope = z.infer<typeof AnswerEnvelope>;
