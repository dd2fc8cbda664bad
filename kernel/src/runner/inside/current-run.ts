// Which cell the code that runs right now belongs to, however many timers and awaits ago it was started.

import { AsyncLocalStorage } from "node:async_hooks";

export interface Run {
  /** Unique; see `RunCommand`. */
  id: number;
  /** The execution count. */
  count: number;
  allowInput: boolean;
}

const storage = new AsyncLocalStorage<Run>();
let newest: Run = { id: 0, count: 0, allowInput: false };

export function within<T>(run: Run, work: () => T): T {
  newest = run;
  return storage.run(run, work);
}

/** The newest one if the code was started by none: native callbacks that lost their context. */
export const currentRun = (): Run => storage.getStore() ?? newest;
