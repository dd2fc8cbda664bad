// Timers that the running cell has set itself, so that an interrupt can take them back: `for (;;) await sleep(100)` would
// go on for ever otherwise, for there is never anything running that could be terminated.

import { createRequire, syncBuiltinESMExports } from "node:module";
import { getCallSites, promisify } from "node:util";
import { currentRun } from "./current-run.ts";

// Not by async_hooks: they bring back the checks that `--no-force-async-hooks-checks` takes away, and with those a loop
// that is terminated in a timer aborts the process.
const native = { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate };

/** What takes each timer back. */
const timers = new Map<object, () => void>();
let watched = 0;

/** Must run before any code of a cell. */
export function watchCellTimers(): void {
  const promises: typeof import("node:timers/promises") = createRequire(import.meta.url)("node:timers/promises");
  const { setTimeout: wait } = promises;
  // With options it has a signal of its own, or none is wanted.
  const sleep: typeof wait = (delay, value, options) =>
    options === undefined && isCells()
      ? new Promise((resolve) => keepOnce(native.setTimeout, native.clearTimeout, () => resolve(value as never), delay))
      : wait(delay, value, options);
  promises.setTimeout = sleep;
  syncBuiltinESMExports();

  replace("setTimeout", { [promisify.custom]: sleep }, (run, delay, ...values) =>
    keepOnce(native.setTimeout, native.clearTimeout, () => run(...values), delay),
  );
  replace("setImmediate", { [promisify.custom]: promises.setImmediate }, (run, ...values) =>
    keepOnce(native.setImmediate, native.clearImmediate, () => run(...values)),
  );
  replace("setInterval", {}, (run, delay, ...values) => {
    const timer = native.setInterval(run, delay, ...values);
    timers.set(timer, () => native.clearInterval(timer));
    return timer;
  });
}

/** Watches the run's timers, in place of the last one's. */
export function watchTimers(run: number): void {
  watched = run;
  timers.clear();
}

export function clearWatchedTimers(): void {
  for (const clear of timers.values()) clear();
  timers.clear();
}

type Callback = (...values: unknown[]) => void;
// The arguments that callers of the real functions give, whatever they are.
type SetTimer = (run: Callback, delay?: number, ...values: unknown[]) => object;

/** The global stays itself for everybody but the running cell. */
function replace(name: "setTimeout" | "setImmediate" | "setInterval", properties: object, keeping: SetTimer): void {
  const set: SetTimer = native[name];
  const either: SetTimer = (run, ...rest) => (isCells() ? keeping : set)(run, ...rest);
  Object.defineProperty(either, "name", { value: name });
  Object.assign(globalThis, { [name]: Object.assign(either, properties) });
}

/** Sets a timer that is forgotten when it fires. */
function keepOnce<T extends object>(
  set: (fire: () => void, delay?: number) => T,
  clear: (timer: T) => void,
  run: () => void,
  delay?: number,
): T {
  const fire = (): void => {
    timers.delete(timer);
    run();
  };
  const timer = set(fire, delay);
  timers.set(timer, () => clear(timer));
  return timer;
}

/** Packages have timers of their own, a connection's for one, which others than this cell rely on. */
function isCells(): boolean {
  if (currentRun().id !== watched) return false;
  const scripts = getCallSites(8).map(({ scriptName }) => scriptName);
  // Cells have a `sourceURL`, which this function does not tell, but no name of their own.
  return scripts.find((script) => script !== import.meta.url && !script.startsWith("node:")) === "";
}
