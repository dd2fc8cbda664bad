// The executors of a dispatcher by name, and what they report as events of the engine.

import { CovalentError } from "covalent-ts/errors";
import type { Attempt, Event } from "../engine/event.ts";
import type { AttemptId, Executor, LeftRunning, OpenExecutor, Outcome, WorkerView } from "../executors/executor.ts";

export interface Executors extends AsyncDisposable {
  readonly names: readonly string[];
  /** @throws UNKNOWN_EXECUTOR */
  find(name: string, electron: string): Executor;
  slots(): { executor: string; slots: number; capacity: Readonly<Record<string, number>> }[];
  workers(): WorkerView[];
  /** Whether it goes on from the dispatcher before. */
  keeps(attempt: AttemptId): boolean;
}

/** Opens all, or none: when one fails, those before it are closed. */
export async function openExecutors(
  open: readonly OpenExecutor[],
  report: { outcome(outcome: Outcome): void; slots(executor: string, slots: number): void },
  leftRunning: () => LeftRunning[],
): Promise<Executors> {
  const byName = new Map<string, Executor>();
  const close = async (): Promise<void> => {
    await Promise.all(Array.from(byName.values(), (executor) => executor[Symbol.asyncDispose]()));
  };
  try {
    for (const openOne of open) {
      const slots = (count: number) => report.slots(executor.name, count);
      const executor = await openOne({ outcome: report.outcome, slots }, leftRunning);
      byName.set(executor.name, executor);
    }
  } catch (error) {
    await close();
    throw error;
  }
  const names = [...byName.keys()];
  return {
    names,
    find(name, electron) {
      const executor = byName.get(name);
      if (executor === undefined) {
        throw new CovalentError("UNKNOWN_EXECUTOR", { executor: name, electron, known: names.join(", ") });
      }
      return executor;
    },
    slots: () =>
      Array.from(byName.values(), ({ name, slots, capacity }) => ({
        executor: name,
        slots,
        capacity: capacity ?? { cpus: slots },
      })),
    workers: () => [...byName.values()].flatMap((executor) => executor.workers()),
    keeps: (attempt) => [...byName.values()].some(({ kept }) => kept.has(attempt)),
    [Symbol.asyncDispose]: close,
  };
}

/** What the end, or the start, of an attempt is to the engine. Output is nothing to it. */
export function eventOf(outcome: Exclude<Outcome, { type: "output" }>, attempt: Attempt): Event {
  const { at } = outcome;
  switch (outcome.type) {
    case "started":
      return { type: "electron-started", ...attempt, worker: outcome.worker, at };
    case "returned":
      return { type: "returned", ...attempt, value: outcome.value, printed: outcome.printed, at };
    case "traced":
      return { type: "traced", ...attempt, lattice: outcome.lattice, at };
    case "threw":
      return { type: "threw", ...attempt, error: outcome.error, retry: outcome.retry, at };
    case "stopped":
    case "handed-back":
      return { type: outcome.type, ...attempt, at };
    case "lost":
      return { type: "lost", ...attempt, worker: outcome.worker, how: outcome.how, stderr: outcome.stderr, at };
  }
}
