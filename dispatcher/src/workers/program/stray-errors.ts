// Tells which attempt an error belongs to that nobody caught: a timer's, an event's, a promise's that nobody awaits.

import { AsyncLocalStorage } from "node:async_hooks";

const attempts = new AsyncLocalStorage<string>();

/** Whatever `run` starts, and whatever that starts, belongs to the attempt from now on. */
export const asAttempt = <T>(attempt: string, run: () => T): T => attempts.run(attempt, run);

/** Without this, one such error would end the process. `attempt` is null for what belongs to none. */
export function catchStrayErrors(strayed: (thrown: unknown, attempt: string | null) => void): void {
  // Node calls both in the context of what threw.
  const caught = (thrown: unknown): void => strayed(thrown, attempts.getStore() ?? null);
  process.on("uncaughtException", caught);
  process.on("unhandledRejection", caught);
}
