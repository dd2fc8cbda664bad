// What the runner tells the protocol process: one JSON line each.

import * as z from "zod/mini";
import { Comm } from "./commands.ts";

const bundle = {
  data: z.record(z.string(), z.unknown()),
  metadata: z.record(z.string(), z.unknown()),
};

/** Something thrown, as Jupyter shows it. */
export const Fault = z.object({ ename: z.string(), evalue: z.string(), traceback: z.array(z.string()) });
export type Fault = z.infer<typeof Fault>;

const Evaluated = z.union([
  z.object({ status: z.literal("ok"), ...bundle }),
  z.object({ status: z.literal("error"), ...Fault.shape }),
]);

const run = z.int();

export const Report = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  z.object({ type: z.literal("stream"), run, name: z.enum(["stdout", "stderr"]), text: z.string() }),
  z.object({
    type: z.literal("display"),
    run,
    kind: z.enum(["display_data", "update_display_data"]),
    ...bundle,
    display: z.optional(z.string()),
  }),
  z.object({ type: z.literal("clear"), run, wait: z.boolean() }),
  z.object({ type: z.literal("result"), run, ...bundle }),
  z.object({ type: z.literal("input"), run, id: z.int(), prompt: z.string(), password: z.boolean() }),
  z.object({ type: z.literal("dispatched"), run, dispatch: z.string(), lattice: z.string(), directory: z.string() }),
  z.object(Comm),
  /** Cells have heard what a front end sent through a comm. */
  z.object({ type: z.literal("heard"), run }),
  /** From now on there is something to release before the process ends. */
  z.object({ type: z.literal("holding") }),
  z.object({ type: z.literal("released") }),
  /** The cell ended; nothing that it printed before is still under way. */
  z.object({
    type: z.literal("done"),
    run,
    fault: z.nullable(Fault),
    expressions: z.record(z.string(), Evaluated),
  }),
]);
export type Report = z.infer<typeof Report>;
export type DoneReport = Extract<Report, { type: "done" }>;

/** What V8's inspector says while something is debugged: what a request came to, or what happened. */
export const Inspected = z.union([
  z.object({ id: z.int(), result: z.optional(z.unknown()), error: z.optional(z.string()) }),
  z.object({ method: z.string(), params: z.unknown() }),
]);
export type Inspected = z.infer<typeof Inspected>;
