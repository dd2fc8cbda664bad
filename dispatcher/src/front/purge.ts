// Purges what somebody asked to be purged: the dispatches they named, or all that a selection chooses.

import { CovalentError } from "covalent-ts/errors";
import type { Ask, Get } from "covalent-ts/protocol";
import type { Store } from "../store/store.ts";

/** @throws DISPATCH_RUNS if one that was named has not ended, UNKNOWN_DISPATCH if there is none; then nothing is purged */
export async function purge(
  store: Store,
  { dispatches: named, dryRun, ...selection }: Ask<"purge">,
): Promise<Get<"purge">> {
  const ended = store.chooseEnded(selection);
  const chosen = named === undefined ? ended : pick(store, named, ended);
  const dispatches = chosen.map(({ key: _, ...about }) => about);
  if (dryRun) return { dispatches, functions: 0, blobs: 0, projects: 0, bytes: 0 };
  return { dispatches, ...(await store.purge.run(chosen.map(({ key }) => key))) };
}

function pick(store: Store, named: readonly string[], ended: ReturnType<Store["chooseEnded"]>): typeof ended {
  const byId = new Map(ended.map((it) => [it.dispatch, it]));
  return [...new Set(named)].flatMap((dispatch) => {
    const found = byId.get(dispatch);
    if (found !== undefined) return [found];
    const key = store.find(dispatch);
    if (key === undefined) {
      throw new CovalentError("UNKNOWN_DISPATCH", { dispatch, purgedAt: store.purgedAt(dispatch) });
    }
    const head = store.document(key)?.document;
    if (head?.endedAt === null) throw new CovalentError("DISPATCH_RUNS", { dispatch, lattice: head.lattice });
    // It has ended, and the selection does not choose it.
    return [];
  });
}
