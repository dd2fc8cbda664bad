// Says where the dispatcher listens, in a file of its data directory that is there and whole for as long as it runs.

import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ConnectionFile, connectionPath } from "covalent-ts/protocol";
import type { Logger } from "pino";

/** How often to look after the file, in milliseconds. */
const lookAgain = 500;

export interface KeptConnectionFile extends AsyncDisposable {
  /** Resolves when the data directory is gone, or another one is in its place. */
  readonly homeless: Promise<void>;
}

/**
 * Writes the file, readable by its owner alone, and writes it anew whenever it was removed or garbled: without it nobody finds
 * a dispatcher that runs, and its lock keeps out any other.
 */
export async function keepConnectionFile(
  directory: string,
  file: ConnectionFile,
  log: Logger,
): Promise<KeptConnectionFile> {
  const path = connectionPath(directory);
  const text = `${JSON.stringify(file)}\n`;
  const homeless = Promise.withResolvers<void>();
  const lock = await inodeOf(join(directory, "lock.sqlite"));
  const isOurs = async (): Promise<boolean> => (await readFile(path, "utf8").catch(() => "")) === text;

  async function write(): Promise<void> {
    await writeFile(`${path}.part`, text, { mode: 0o600 });
    await rename(`${path}.part`, path);
  }

  async function look(): Promise<void> {
    if ((await inodeOf(join(directory, "lock.sqlite"))) !== lock) {
      homeless.resolve();
      return;
    }
    if (await isOurs()) return;
    log.warn({ path }, "connection file was lost, and is written again");
    await write();
  }

  await write();
  let looking = Promise.resolve();
  const timer = setInterval(() => {
    // A full disk takes it the next time, or the one after.
    looking = look().catch((error: unknown) => log.warn({ err: error, path }, "connection file not written"));
  }, lookAgain);
  return {
    homeless: homeless.promise,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await looking;
      if (await isOurs()) await rm(path, { force: true });
    },
  };
}

const inodeOf = (path: string): Promise<number | null> =>
  stat(path).then(
    ({ ino }) => ino,
    () => null,
  );
