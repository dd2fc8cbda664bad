// Ends the dispatcher of a data directory, and waits until it is gone.

import { setTimeout as delay } from "node:timers/promises";
import { lives, openClient, sightDispatcher } from "covalent-ts/client";
import { CovalentError } from "covalent-ts/errors";

/** Running electrons are given seconds to end; it may take so long, in milliseconds. */
const patience = 30_000;
const lookAgain = 20;

/**
 * Resolves to the number that its process had, once that has ended; to null if none ran.
 *
 * @throws DISPATCHER_LOST if it does not end
 */
export async function endDispatcher(directory: string): Promise<number | null> {
  const sighting = await sightDispatcher(directory);
  if (sighting.phase !== "running") return null;
  const { pid } = sighting.connection;
  await using client = await openClient({ directory, start: false });
  await client.ask("stop", {});
  const deadline = performance.now() + patience;
  while (lives(pid)) {
    if (performance.now() > deadline) throw new CovalentError("DISPATCHER_LOST", { directory });
    await delay(lookAgain);
  }
  return pid;
}
