// What the protocol process tells the runner: one JSON line each.
//
// Schemas in the small form of zod: the runner needs them for its first cell, and the large form takes longer to load than
// all else in it.

import * as z from "zod/mini";

const Expressions = z.record(z.string(), z.string());

export const RunCommand = z.object({
  type: z.literal("run"),
  /** Unique in a kernel's life; all that comes of this run names it. */
  run: z.int(),
  /** The execution count, for people. */
  count: z.int(),
  /** As its author wrote it. */
  text: z.string(),
  /** JavaScript, as `prepareCell` makes it. */
  code: z.string(),
  maps: z.array(z.string()),
  hasResult: z.boolean(),
  /** Its top-level names: what earlier cells hold under them is disposed first. */
  declares: z.array(z.string()),
  /** Evaluated after the cell: the `user_expressions` of the protocol. */
  expressions: Expressions,
  allowInput: z.boolean(),
});
export type RunCommand = z.infer<typeof RunCommand>;

/** What goes through a connection to a widget, in the protocol's own words. */
export const Comm = {
  type: z.literal("comm"),
  run: z.int(),
  kind: z.enum(["comm_open", "comm_msg", "comm_close"]),
  content: z.object({
    comm_id: z.string(),
    target_name: z.optional(z.string()),
    data: z.optional(z.record(z.string(), z.unknown())),
  }),
};
export const CommCommand = z.object(Comm);
export type CommCommand = z.infer<typeof CommCommand>;

/** The process is about to end: what cells hold is to be disposed. `released` follows. */
const ReleaseCommand = z.object({ type: z.literal("release") });

/** Taken one after the other, when the cells let the process come to it. */
export const Command = z.discriminatedUnion("type", [RunCommand, CommCommand, ReleaseCommand]);
export type Command = z.infer<typeof Command>;
