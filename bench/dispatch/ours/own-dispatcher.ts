// A data directory of the bench's own: the dispatcher that a dispatch starts there is stopped with it.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { openClient, sightDispatcher } from "covalent-ts/client";
import type { ConnectionFile } from "covalent-ts/protocol";

export interface OwnDispatcher extends AsyncDisposable {
  readonly directory: string;
  /** What is dispatched from now on goes here. */
  use(): void;
  /** The one that runs; throws where none does. */
  connection(): Promise<ConnectionFile>;
}

export async function ownDispatcher(): Promise<OwnDispatcher> {
  const directory = await mkdtemp(join(process.env["COVALENT_BENCH_DIR"] ?? tmpdir(), "covalent-bench-"));
  const use = () => {
    process.env["COVALENT_DATA_DIR"] = directory;
  };
  use();
  return {
    directory,
    use,
    async connection() {
      const sighting = await sightDispatcher(directory);
      if (sighting.phase !== "running") throw new Error("no dispatcher runs");
      return sighting.connection;
    },
    async [Symbol.asyncDispose]() {
      if ((await sightDispatcher(directory)).phase === "running") {
        await using client = await openClient({ directory, start: false });
        await client.ask("stop", {});
      }
      while ((await sightDispatcher(directory)).phase === "running") await delay(10);
      await rm(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}
