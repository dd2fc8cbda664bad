// Who waits for the end of a dispatch.

import { isSettled } from "covalent-ts/protocol";
import type { Committed } from "../store/turn.ts";

export interface Endings {
  until(dispatch: string): Promise<void>;
  /** Lets those go on whose dispatch ended with what was committed. */
  tell(committed: Committed): void;
}

export function openEndings(): Endings {
  const waiting = new Map<string, PromiseWithResolvers<void>>();
  return {
    until(dispatch) {
      let ending = waiting.get(dispatch);
      if (ending === undefined) {
        ending = Promise.withResolvers();
        waiting.set(dispatch, ending);
      }
      return ending.promise;
    },
    tell({ states }) {
      if (waiting.size === 0) return;
      for (const { dispatch, events } of states) {
        if (!events.some((event) => event.type === "lattice" && isSettled(event.change.state))) continue;
        waiting.get(dispatch)?.resolve();
        waiting.delete(dispatch);
      }
    },
  };
}
