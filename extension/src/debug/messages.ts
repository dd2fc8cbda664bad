// What of the Debug Adapter Protocol is read on its way between VS Code and the kernel; the rest goes through as it is.

import * as z from "zod";

const Body = z.record(z.string(), z.unknown());

export const Request = z.object({
  type: z.literal("request"),
  seq: z.number(),
  command: z.string(),
  arguments: Body.optional(),
});
export type Request = z.infer<typeof Request>;

/** Content of the kernel's `debug_reply`. */
export const Reply = z.object({ success: z.boolean(), message: z.string().optional(), body: Body.default({}) });

/** Content of the kernel's `debug_event`. */
export const DebugEvent = z.object({ event: z.string(), body: Body.default({}) });

/** By name, path, or a number for text that is in no file. */
export const Source = z.looseObject({
  name: z.string().optional(),
  path: z.string().optional(),
  sourceReference: z.number().optional(),
});
export type Source = z.infer<typeof Source>;

export const SourceArguments = z.looseObject({ source: Source.default({}) });
export const BreakpointArguments = z.looseObject({ source: Source, breakpoints: z.array(Body).default([]) });
export type BreakpointArguments = z.infer<typeof BreakpointArguments>;

const Sourced = z.looseObject({ source: Source.optional() });
export const Breakpoints = z.object({ breakpoints: z.array(Sourced) });
export const StackFrames = z.looseObject({ stackFrames: z.array(Sourced) });

export const Dumped = z.object({ sourcePath: z.string() });
export const DebugInfo = z.object({ tmpFilePrefix: z.string() });
