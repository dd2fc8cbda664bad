// Keeps the store within what a person has set, in times when the dispatcher has nothing else to do.

import type { Logger } from "pino";
import type { Retention } from "../store/retention.ts";
import type { Store } from "../store/store.ts";

export interface KeepWithinOptions {
  store: Store;
  retention: Retention;
  /** Whether electrons run, or wait. */
  isBusy: () => boolean;
  /** Bytes of the store and of all blobs. */
  size: () => Promise<number>;
  clock: () => number;
  log: Logger;
  /** How often to look, in milliseconds. @defaultValue 10 minutes */
  every?: number;
}

/** A dispatcher that is never idle is looked after at every so many looks all the same. */
const looksWhileBusy = 36;
/** While the store is too large, a tenth of what has ended goes at a time, and then it is measured again. */
const share = 0.1;

/** Looks soon after the start, and again and again. Disposing ends it; a purge that is under way goes on at the next start. */
export function keepWithin(options: KeepWithinOptions): Disposable {
  const { store, isBusy, log, every = 10 * 60 * 1_000 } = options;
  let busyLooks = 0;
  let timer = setTimeout(look, Math.min(every, 60_000));
  timer.unref();
  let closed = false;

  function look(): void {
    busyLooks = isBusy() ? busyLooks + 1 : 0;
    const rests = busyLooks % looksWhileBusy === 0;
    const purged = rests ? purgeWhatIsTooMuch(options) : Promise.resolve();
    void purged
      .catch((error: unknown) => {
        if (!closed) log.warn({ err: error }, "what is kept could not be purged");
      })
      .finally(() => {
        if (closed) return;
        timer = setTimeout(look, every);
        timer.unref();
      });
  }

  // What an earlier process began.
  if (store.purge.isUnfinished) {
    setImmediate(() => {
      store.purge.run([]).catch((error: unknown) => {
        if (!closed) log.warn({ err: error }, "a purge that was cut off could not go on");
      });
    });
  }
  return {
    [Symbol.dispose]() {
      closed = true;
      clearTimeout(timer);
    },
  };
}

async function purgeWhatIsTooMuch({ store, retention, clock, size, log }: KeepWithinOptions): Promise<void> {
  const { age, dispatches, bytes } = retention;
  const old = age === undefined ? [] : store.chooseEnded({ endedBefore: clock() - age });
  const many = dispatches === undefined ? [] : store.chooseEnded({ keep: dispatches });
  await purge(new Set([...old, ...many].map(({ key }) => key)));
  if (bytes === undefined) return;
  for (let now = await size(); now > bytes; ) {
    const ended = store.chooseEnded({});
    if (ended.length === 0) return;
    await purge(new Set(ended.slice(0, Math.ceil(ended.length * share)).map(({ key }) => key)));
    now = await size();
  }

  async function purge(keys: ReadonlySet<number>): Promise<void> {
    if (keys.size === 0) return;
    const freed = await store.purge.run([...keys]);
    log.info({ dispatches: keys.size, ...freed }, "purged what was kept long enough");
  }
}
