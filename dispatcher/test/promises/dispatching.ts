// A dispatcher of a test's own, and what is dispatched to it, looked at as any client may.

import type { TestContext } from "node:test";
import { type Client, openClient } from "covalent-ts/client";
import type { LatticeDocument } from "covalent-ts/protocol";
import { type Daemon, type DaemonOptions, openFolder, startDaemon } from "../daemon.ts";

export interface Dispatching {
  readonly directory: string;
  readonly daemon: Daemon;
  readonly client: Client;
  /** The document of a dispatch, as soon as it is as wanted. */
  seen(id: string, isWanted: (document: LatticeDocument) => boolean): Promise<LatticeDocument>;
}

/** Starts it; `ct.dispatch` goes to it. It is gone after the test. */
export async function dispatching(test: TestContext, options?: DaemonOptions): Promise<Dispatching> {
  const parts = new AsyncDisposableStack();
  test.after(() => parts.disposeAsync());
  const { path: directory } = parts.use(await openFolder("promise"));
  process.env["COVALENT_DATA_DIR"] = directory;
  // One that died is not started again behind the test's back.
  process.env["COVALENT_COMMAND"] = JSON.stringify([process.execPath, "--eval", "process.exit(1)"]);
  const daemon = parts.use(await startDaemon(directory, options));
  const client = parts.use(await openClient({ directory, start: false }));
  return {
    directory,
    daemon,
    client,
    async seen(id, isWanted) {
      const found = Promise.withResolvers<LatticeDocument>();
      using _following = await client.follow(id, (document) => {
        if (isWanted(document)) found.resolve(document);
      });
      return await found.promise;
    },
  };
}

/** The state of each electron. */
export const statesOf = ({ electrons }: LatticeDocument): string[] => electrons.map(({ state }) => state);
