// What a kernel publishes on iopub, one schema a message type.

import * as z from "zod";
import type { JupyterMessage } from "./messages.ts";

/** Mime type to content: text and base64 as strings, `json` types as values. */
export const MimeBundle = z.record(z.string(), z.unknown());
export type MimeBundle = z.infer<typeof MimeBundle>;

const metadata = z.record(z.string(), z.unknown()).default({});

/** Which display this is, for updates to come. Never null: some clients fall over it. */
const Transient = z.looseObject({ display_id: z.string().optional() }).default({});

export const ExecutionState = z.enum(["starting", "busy", "idle", "restarting", "dead"]);
export type ExecutionState = z.infer<typeof ExecutionState>;

export const Output = z.discriminatedUnion("type", [
  z.object({ type: z.literal("status"), execution_state: ExecutionState }),
  z.object({ type: z.literal("execute_input"), code: z.string(), execution_count: z.number().int() }),
  z.object({ type: z.literal("stream"), name: z.enum(["stdout", "stderr"]), text: z.string() }),
  z.object({ type: z.literal("display_data"), data: MimeBundle, metadata, transient: Transient }),
  z.object({ type: z.literal("update_display_data"), data: MimeBundle, metadata, transient: Transient }),
  z.object({
    type: z.literal("execute_result"),
    execution_count: z.number().int(),
    data: MimeBundle,
    metadata,
    transient: Transient,
  }),
  z.object({ type: z.literal("error"), ename: z.string(), evalue: z.string(), traceback: z.array(z.string()) }),
  z.object({ type: z.literal("clear_output"), wait: z.boolean() }),
]);
export type Output = z.infer<typeof Output>;

export type OutputOf<T extends Output["type"]> = Extract<Output, { type: T }>;

/** What an iopub message says; undefined for types that are none of ours (comms, welcome) or are not as they should be. */
export function outputOf(message: JupyterMessage): Output | undefined {
  const parsed = Output.safeParse({ ...message.content, type: message.header.msg_type });
  return parsed.success ? parsed.data : undefined;
}
