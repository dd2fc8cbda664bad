// Whether an executor has room for what is asked of it, now or ever, and what is kept free for those who wait for much.

import { plainRequest, type Request } from "./request.ts";
import type { ExecutorState } from "./state.ts";

/** An executor may take several short electrons for each of its CPUs, and calls them slots. */
export function slotsFor(executor: ExecutorState, { cpus }: Request): number {
  if (cpus === 1) return 1;
  const all = executor.capacity.get("cpus") ?? executor.slots;
  return cpus * Math.max(1, Math.floor(executor.slots / Math.max(1, all)));
}

/** Whether it fits once nothing else runs. */
export const everFits = (executor: ExecutorState, request: Request): boolean =>
  request === plainRequest ||
  (request.cpus <= (executor.capacity.get("cpus") ?? executor.slots) &&
    request.others.every(([name, amount]) => amount <= (executor.capacity.get(name) ?? 0)));

export const freeOf = (executor: ExecutorState, name: string): number =>
  (executor.capacity.get(name) ?? 0) - (executor.used.get(name) ?? 0);

export const fitsNow = (executor: ExecutorState, request: Request): boolean =>
  executor.slots - executor.busy >= slotsFor(executor, request) &&
  request.others.every(([name, amount]) => amount <= freeOf(executor, name));

/** What those who wait for much have begun to wait for: nobody behind them takes any of it. */
export interface Reserved {
  slots: boolean;
  names: Set<string> | undefined;
}

export function reserve(reserved: Reserved, executor: ExecutorState, request: Request): void {
  if (executor.slots - executor.busy < slotsFor(executor, request)) reserved.slots = true;
  for (const [name, amount] of request.others) {
    if (amount <= freeOf(executor, name)) continue;
    reserved.names ??= new Set();
    reserved.names.add(name);
  }
}

export const isReserved = (reserved: Reserved, { others }: Request): boolean =>
  reserved.slots || (reserved.names !== undefined && others.some(([name]) => reserved.names?.has(name)));

/** Takes, or with -1 gives back, what is asked for besides slots. */
export function hold(executor: ExecutorState, { others }: Request, sign: 1 | -1): void {
  for (const [name, amount] of others) executor.used.set(name, (executor.used.get(name) ?? 0) + sign * amount);
}
