// What the runner's second thread is told, whatever cells do: one JSON line each.

import * as z from "zod/mini";

/** What somebody at a front end answered to `input()` or `prompt()`. */
export const Answer = z.object({ type: z.literal("answer"), id: z.int(), value: z.string() });
export type Answer = z.infer<typeof Answer>;

/** A request to V8's inspector, on behalf of a debugger. */
export const Inspect = z.object({
  type: z.literal("inspect"),
  id: z.int(),
  method: z.string(),
  parameters: z.record(z.string(), z.unknown()),
});
export type Inspect = z.infer<typeof Inspect>;

export const UrgentCommand = z.discriminatedUnion("type", [
  z.object({ type: z.literal("interrupt"), run: z.int() }),
  Answer,
  Inspect,
]);
export type UrgentCommand = z.infer<typeof UrgentCommand>;
