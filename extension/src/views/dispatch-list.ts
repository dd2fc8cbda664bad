// Every dispatch that the dispatcher knows, newest first, kept up to date: the one state that the views draw from.

import type { Client } from "covalent-ts/client";
import type { DispatchSummary } from "covalent-ts/protocol";
import type { Dispatcher } from "../connection/dispatcher.ts";

export interface DispatchList extends Disposable {
  readonly dispatches: readonly DispatchSummary[];
  /** Told after each change. */
  onChange(listener: () => void): Disposable;
}

export interface DispatchListOptions {
  /** How many dispatches are listed at most. */
  readonly limit: number;
  /** Keeps two questions apart however much happens between them: a clock that tests can turn. */
  readonly pause: () => Promise<void>;
}

export function listDispatches(dispatcher: Dispatcher, { limit, pause }: DispatchListOptions): DispatchList {
  let dispatches: readonly DispatchSummary[] = [];
  const listeners = new Set<() => void>();

  const refresh = async (client: Client): Promise<void> => {
    dispatches = (await client.ask("list", { limit })).dispatches;
    for (const listener of [...listeners]) listener();
  };
  const following = dispatcher.whileRunning(async (client) => {
    let asking = false;
    let changed = false;
    /** Asks once for any number of changes, and once more for those that came while it was asking. */
    const catchUp = async (): Promise<void> => {
      changed = true;
      if (asking) return;
      asking = true;
      try {
        while (changed) {
          changed = false;
          await refresh(client);
          await pause();
        }
      } catch {
        // The dispatcher went away: when it is back, all of this begins again.
      } finally {
        asking = false;
      }
    };
    const subscription = await client.followAll(() => void catchUp());
    await refresh(client);
    return subscription;
  });

  return {
    get dispatches() {
      return dispatches;
    },
    onChange(listener) {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    [Symbol.dispose]() {
      listeners.clear();
      following[Symbol.dispose]();
    },
  };
}
