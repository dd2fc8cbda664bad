// The graph of each dispatch under the cell that made it: drawn at once, and redrawn until it is settled.

import { type Client, Frames, openClient } from "covalent-ts/client";
import { describeLattice, drawLattice } from "covalent-ts/draw";
import type { Header } from "covalent-ts/jupyter";
import { isSettled, type LatticeDocument, latticeMime } from "covalent-ts/protocol";
import { Pace } from "./pace.ts";
import type { KernelSockets } from "./sockets.ts";

export interface LatticeDisplay extends AsyncDisposable {
  /** `directory` is the data directory of its dispatcher. Resolves once the graph is shown for the first time. Rejects when the dispatcher cannot be reached. */
  show(dispatch: string, directory: string, cell: Header): Promise<void>;
}

export function openLatticeDisplay(publish: KernelSockets["publish"]): LatticeDisplay {
  /** By data directory: a cell may change which one is in force. */
  const clients = new Map<string, Promise<Client>>();
  const following = new Set<Disposable>();
  let closed = false;

  const connect = (directory: string): Promise<Client> => {
    // The cell has just spoken to it; if it is gone meanwhile, showing a graph is no reason to start it.
    const connecting = clients.get(directory) ?? openClient({ directory, start: false });
    clients.set(directory, connecting);
    // The next dispatch tries again.
    connecting.catch(() => clients.delete(directory));
    return connecting;
  };

  return {
    async show(dispatch, directory, cell) {
      const client = await connect(directory);
      let shown = false;
      const first = Promise.withResolvers<void>();
      const frames = new Frames();
      const draw = async (document: LatticeDocument): Promise<void> => {
        await publish(cell, shown ? "update_display_data" : "display_data", {
          data: bundleOf(document),
          metadata: {},
          transient: { display_id: `lattice-${dispatch}` },
        });
        shown = true;
        first.resolve();
        if (isSettled(document.state)) stop();
      };
      const pace = new Pace(() => (closed ? undefined : frames.take()), draw);
      let following_: Disposable | undefined;
      const stop = (): void => {
        if (following_ === undefined) return;
        following.delete(following_);
        following_[Symbol.dispose]();
        following_ = undefined;
      };
      following_ = await client.follow(dispatch, (document, events) => {
        frames.offer(document, events);
        pace.nudge();
      });
      following.add(following_);
      await first.promise;
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      for (const one of following) one[Symbol.dispose]();
      following.clear();
      for (const connecting of clients.values()) {
        await (await connecting.catch(() => undefined))?.[Symbol.asyncDispose]();
      }
    },
  };
}

const bundleOf = (document: LatticeDocument) => ({
  [latticeMime]: document,
  "image/svg+xml": drawLattice(document, { theme: "auto" }),
  "text/plain": describeLattice(document),
});
