// What the protocol process and the runner say to each other: one JSON line each, on a pipe of its own in each direction.

import * as z from "zod";

/** File descriptors of the runner, besides its standard streams. */
export const descriptors = {
  /** Runner to protocol process. Written blocking: what was reported before a crash is not lost, and a flood is slowed down. */
  reports: 3,
  /** Protocol process to runner. */
  commands: 4,
  /** To the runner's second thread, which listens whatever cells do, and back with what V8's inspector says: one JSON line each. */
  urgent: 5,
} as const;

const Expressions = z.record(z.string(), z.string());

export const RunCommand = z.object({
  type: z.literal("run"),
  /** Unique in a kernel's life; all that comes of this run names it. */
  run: z.number().int(),
  /** The execution count, for people. */
  count: z.number().int(),
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
const Comm = {
  type: z.literal("comm"),
  run: z.number().int(),
  kind: z.enum(["comm_open", "comm_msg", "comm_close"]),
  content: z.object({
    comm_id: z.string(),
    target_name: z.string().optional(),
    data: z.record(z.string(), z.unknown()).optional(),
  }),
};
export const CommCommand = z.object(Comm);
export type CommCommand = z.infer<typeof CommCommand>;

/** The process is about to end: what cells hold is to be disposed. `released` follows. */
const ReleaseCommand = z.object({ type: z.literal("release") });

/** Taken one after the other, when the cells let the process come to it. */
export const Command = z.discriminatedUnion("type", [RunCommand, CommCommand, ReleaseCommand]);
export type Command = z.infer<typeof Command>;

/** What somebody at a front end answered to `input()` or `prompt()`. */
export const Answer = z.object({ type: z.literal("answer"), id: z.number().int(), value: z.string() });
export type Answer = z.infer<typeof Answer>;

/** A request to V8's inspector, on behalf of a debugger. */
export const Inspect = z.object({
  type: z.literal("inspect"),
  id: z.number().int(),
  method: z.string(),
  parameters: z.record(z.string(), z.unknown()),
});
export type Inspect = z.infer<typeof Inspect>;

export const UrgentCommand = z.discriminatedUnion("type", [
  z.object({ type: z.literal("interrupt") }),
  Answer,
  Inspect,
]);
export type UrgentCommand = z.infer<typeof UrgentCommand>;

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

const run = z.number().int();

export const Report = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  z.object({ type: z.literal("stream"), run, name: z.enum(["stdout", "stderr"]), text: z.string() }),
  z.object({
    type: z.literal("display"),
    run,
    kind: z.enum(["display_data", "update_display_data"]),
    ...bundle,
    display: z.string().optional(),
  }),
  z.object({ type: z.literal("clear"), run, wait: z.boolean() }),
  z.object({ type: z.literal("result"), run, ...bundle }),
  z.object({ type: z.literal("input"), run, id: z.number().int(), prompt: z.string(), password: z.boolean() }),
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
    fault: Fault.nullable(),
    expressions: z.record(z.string(), Evaluated),
  }),
]);
export type Report = z.infer<typeof Report>;
export type DoneReport = Extract<Report, { type: "done" }>;

/** What V8's inspector says while something is debugged: what a request came to, or what happened. */
export const Inspected = z.union([
  z.object({ id: z.number().int(), result: z.unknown().optional(), error: z.string().optional() }),
  z.object({ method: z.string(), params: z.unknown() }),
]);
export type Inspected = z.infer<typeof Inspected>;

/**
 * Written to both standard streams at the end of a run: what child processes and native code wrote before it has arrived
 * when this has. `nonce` is the runner's own, so that no program can print one by chance.
 */
export const endMark = (nonce: string, run: number): string => `\0covalent-end ${nonce} ${run}\0`;
