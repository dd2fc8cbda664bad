// Lets an electron that failed be tried again, after a wait, as often as its author allows.

import type { RetryRule } from "covalent-ts/protocol";
import type { Failed } from "./command.ts";
import type { Millis } from "./event.ts";
import type { Plan } from "./plan.ts";
import type { Step } from "./schedule.ts";
import { type Graph, phase, type Run } from "./state.ts";
import { watch } from "./timing.ts";

/** What a run that was stopped for its time is called in `retries.on`. */
export const timeoutName = "TimeoutError";

/**
 * True if the electron is tried again. It is not when it was tried often enough, when its author does not want that after this
 * failure, or when its time would be up before.
 *
 * @param wanted false if its author chooses, and did not choose this
 */
export function retry(step: Step, run: Run, graph: Graph, node: number, failed: Failed, wanted: boolean): boolean {
  const plan = graph.plans.get(node);
  const rule = plan?.policy.retries;
  if (plan === undefined || rule === undefined || !wanted || plan.failures >= rule.max) return false;
  const { dispatch } = run;
  const electron = graph.base + node;
  const { at } = step;
  const attempt = graph.attempt[node] ?? 0;
  const wait = waitBefore(rule, plan.failures + 1, `${dispatch}.${electron}`);
  const total = plan.policy.timeout?.total;
  if (total !== undefined && at + wait >= plan.readyAt + total) return false;
  plan.failures += 1;
  plan.retryAt = at + wait;
  graph.phase[node] = phase.DELAYED;
  const { failures, retryAt } = plan;
  step.commands.push(
    { type: "end-attempt", dispatch, electron, attempt, at, ...failed, failures },
    { type: "move", dispatch, electron, to: "DELAYED", until: retryAt, ...failed },
  );
  watch(step.state, run, graph, node);
  return true;
}

/** Whether an author who chooses wants a run tried again that took too long. A function is asked about errors only. */
export function wantsTimeouts({ policy }: Plan): boolean {
  const on = policy.retries?.on;
  return on === undefined || ("fn" in on ? false : on.includes(timeoutName));
}

/** Milliseconds before the n-th further try. `who` takes the place of chance: the same electron always waits the same. */
export function waitBefore({ delay, factor, cap, jitter }: RetryRule, n: number, who: string): Millis {
  const wait = Math.min(cap, delay * factor ** (n - 1));
  return Math.round(wait * (1 - jitter * chance(`${who}.${n}`)));
}

/** A number from 0 up to, but without, 1, that looks like chance: FNV-1a, and a last stir. */
function chance(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32;
}
