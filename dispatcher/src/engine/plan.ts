// What is kept of an electron whose author asked something of its running. Those without wishes have none of this.

import type { Policy, TimeLimit } from "covalent-ts/protocol";
import type { Millis, NodeShape } from "./event.ts";
import { phase } from "./phase.ts";
import { plainRequest, type Request, requestOf } from "./request.ts";

export interface Plan {
  /** Shared by all electrons of a graph that ask the same. */
  policy: Policy;
  request: Request;
  /** When it was ready first; 0 before. */
  readyAt: Millis;
  /** Since when it waits to be started. */
  waitsSince: Millis;
  /** When the try that runs began. */
  startedAt: Millis;
  /** When it is tried again, while it is DELAYED. */
  retryAt: Millis;
  /** Tries that failed by themselves. */
  failures: number;
  /** Of an electron that is STOPPING, or of a sublattice that is: the limit that it went past; null if a person asked. */
  expired: TimeLimit | null;
  /** Slots that its attempt holds; those of an executor may become more, or fewer, meanwhile. */
  slots: number;
}

/** The plans of a graph's nodes, by number in the graph. */
export function plansOf(nodes: readonly NodeShape[]): Map<number, Plan> {
  const plans = new Map<number, Plan>();
  const known = new Map<string, Pick<Plan, "policy" | "request">>();
  let last: Policy | undefined;
  let key = "";
  for (const [node, { policy }] of nodes.entries()) {
    if (policy === undefined) continue;
    if (policy !== last) key = JSON.stringify(policy);
    last = policy;
    let shared = known.get(key);
    if (shared === undefined) {
      shared = { policy, request: policy.resources === undefined ? plainRequest : requestOf(policy.resources) };
      known.set(key, shared);
    }
    const times = { readyAt: 0, waitsSince: 0, startedAt: 0, retryAt: 0 };
    plans.set(node, { ...shared, ...times, failures: 0, expired: null, slots: 0 });
  }
  return plans;
}

/** The limit that is reached first by an electron in that phase, and when; undefined if time changes nothing for it. */
export function nextDeadline(plan: Plan, at: number): { limit: TimeLimit | "retry"; time: Millis } | undefined {
  if (plan.expired !== null) return undefined;
  const { queue, run, total } = plan.policy.timeout ?? {};
  const candidates: { limit: TimeLimit | "retry"; time: Millis }[] = [];
  // Of two at the same time, the first counts.
  const isOpen =
    at === phase.QUEUED ||
    at === phase.STARTING ||
    at === phase.RUNNING ||
    at === phase.DELAYED ||
    at === phase.DISPATCHING;
  if (total !== undefined && isOpen) candidates.push({ limit: "total", time: plan.readyAt + total });
  if (at === phase.DELAYED) candidates.push({ limit: "retry", time: plan.retryAt });
  if (run !== undefined && at === phase.RUNNING) candidates.push({ limit: "run", time: plan.startedAt + run });
  if (queue !== undefined && (at === phase.QUEUED || at === phase.STARTING)) {
    candidates.push({ limit: "queue", time: plan.waitsSince + queue });
  }
  let next: { limit: TimeLimit | "retry"; time: Millis } | undefined;
  for (const candidate of candidates) if (next === undefined || candidate.time < next.time) next = candidate;
  return next;
}
