// A dispatcher of its own for the tests of one file: started by the first dispatch, ended and swept away after the last test.

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { openClient } from "./client/index.ts";
import { ConnectionFile, connectionPath } from "./protocol/connection.ts";

/** Gives this process a data directory of its own until the tests of the file are done. */
export async function useOwnDispatcher(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "covalent-sdk-"));
  process.env["COVALENT_DATA_DIR"] = directory;
  after(async () => {
    const pid = await dispatcherPid(directory);
    await using client = await openClient({ directory, start: false });
    await client.ask("stop", {});
    await gone(pid);
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  });
  return directory;
}

export async function dispatcherPid(directory: string): Promise<number> {
  return ConnectionFile.parse(JSON.parse(await readFile(connectionPath(directory), "utf8"))).pid;
}

/** Resolves when the process has ended: it is not our child, so nobody else can tell. */
export async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await delay(10);
  }
}
