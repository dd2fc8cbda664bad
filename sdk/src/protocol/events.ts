// What the dispatcher announces, once it is on disk. Folding all events of a dispatch into its document keeps a view up to date.

import * as z from "zod";
import { EdgeView, ElectronView, LatticeDocument } from "./document.ts";

/** Something that happened to a dispatch. */
export const DispatchEvent = z.discriminatedUnion("type", [
  /** The dispatch is on disk. Always the first. */
  z.object({ type: z.literal("submitted"), document: LatticeDocument }),
  /** The lattice itself changed: it started, it was paused, it went on, or it ended. */
  z.object({
    type: z.literal("lattice"),
    change: LatticeDocument.pick({ state: true, paused: true, startedAt: true, endedAt: true, error: true }),
  }),
  /** An electron changed: what is named replaces what was there. */
  z.object({
    type: z.literal("electron"),
    electron: z.number().int(),
    change: ElectronView.pick({
      state: true,
      attempt: true,
      worker: true,
      queuedAt: true,
      startedAt: true,
      endedAt: true,
      retryAt: true,
      output: true,
      error: true,
    }).partial(),
  }),
  /** A sublattice ran, and its electrons joined the graph. */
  z.object({
    type: z.literal("expanded"),
    parent: z.number().int(),
    electrons: z.array(ElectronView),
    edges: z.array(EdgeView),
  }),
]);
export type DispatchEvent = z.infer<typeof DispatchEvent>;

/** One message on topic `state:<dispatch>`: what was committed together. `seq` counts them from 1, without gaps. */
export const StateMessage = z.object({
  dispatch: z.string(),
  seq: z.number().int(),
  events: z.array(DispatchEvent),
  /** It was announced before, and its events are not told again: who has not heard it takes a snapshot. */
  repeated: z.boolean().optional(),
});
export type StateMessage = z.infer<typeof StateMessage>;

/** A piece of what an electron printed. `n` counts an electron's pieces from 1, over both streams. */
export const LogPiece = z.object({
  n: z.number().int(),
  at: z.number(),
  attempt: z.number().int(),
  stream: z.enum(["stdout", "stderr"]),
  text: z.string(),
});
export type LogPiece = z.infer<typeof LogPiece>;

/** One message on topic `output:<dispatch>`. */
export const OutputMessage = z.object({
  dispatch: z.string(),
  electron: z.number().int(),
  pieces: z.array(LogPiece),
});
export type OutputMessage = z.infer<typeof OutputMessage>;

export const stateTopic = (dispatch = ""): string => `state:${dispatch}`;
export const outputTopic = (dispatch = ""): string => `output:${dispatch}`;

/** Whether anything could ever be announced on it. */
export const isTopic = (topic: string): boolean => /^(state|output):[\w.-]{0,100}$/.test(topic);

/**
 * Answers a subscription on its own topic, as soon as the dispatcher knows of it: whoever waits for it before asking for
 * a snapshot misses nothing. Others who subscribed to the same topic ignore it.
 */
export const SubscribedMessage = z.object({ subscribed: z.string() });
