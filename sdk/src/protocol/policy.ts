// What an author asks of the running of an electron: how often it is tried, how long it may take, when its turn is, what it needs.

import * as z from "zod";
import { highestPriority } from "./priority.ts";

const Millis = z.number().min(0);

/** The wait before the n-th further try is `min(cap, delay · factor^(n−1))`, of which up to the part `jitter` is left out. */
export const RetryRule = z.object({
  /** Tries after the first. */
  max: z.number().int().min(0),
  delay: Millis,
  factor: z.number().min(1),
  cap: Millis,
  /** 0 to 1. */
  jitter: z.number().min(0).max(1),
  /** After which errors: names of classes or codes, or the hash of a function that is asked in the worker. Absent: after any. */
  on: z.union([z.array(z.string()), z.object({ fn: z.string() })]).optional(),
});
export type RetryRule = z.infer<typeof RetryRule>;

/** In milliseconds; what is absent has no bound. */
export const TimeLimits = z.object({
  /** From ready, or ready again, to the start. */
  queue: Millis.optional(),
  /** Of each try. */
  run: Millis.optional(),
  /** From ready to the end, over all tries and the waits between them. */
  total: Millis.optional(),
});
export type TimeLimits = z.infer<typeof TimeLimits>;
export type TimeLimit = keyof TimeLimits;

export const Priority = z.number().int().min(-highestPriority).max(highestPriority);

/** How much of each resource is held while it runs: `cpus`, `memory` in bytes, and what else executors have. */
export const ResourceRequest = z.record(z.string(), z.number().min(0));
export type ResourceRequest = z.infer<typeof ResourceRequest>;

/** What is absent is as it is for most: one try, no bound, the priority of what it is part of, one CPU. */
export const Policy = z.object({
  retries: RetryRule.optional(),
  timeout: TimeLimits.optional(),
  priority: Priority.optional(),
  resources: ResourceRequest.optional(),
});
export type Policy = z.infer<typeof Policy>;
