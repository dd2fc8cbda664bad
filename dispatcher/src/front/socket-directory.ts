// The folder of the sockets: nobody but its owner may enter, or somebody could speak in our name.

import { chmod, lstat, mkdir } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import { CovalentError } from "covalent-ts/errors";
import { socketDirectory } from "covalent-ts/protocol";

/**
 * Makes the folder for the sockets of a data directory, or takes the one that is there if it is a folder of ours.
 *
 * @throws DISPATCHER_CANNOT_START when somebody else made it.
 */
export async function claimSocketDirectory(directory: string): Promise<string> {
  const path = socketDirectory(directory);
  const refuse = (reason: string, cause?: unknown): CovalentError =>
    new CovalentError(
      "DISPATCHER_CANNOT_START",
      { directory, reason: `${path} ${reason}.`, log: join(directory, "dispatcher.log") },
      { cause },
    );
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    // The path itself, and not what a link of somebody else's points to.
    const { uid, mode, isOurs } = await ownerOf(path);
    if (!isOurs) throw refuse(`is not a folder of ours, but belongs to user ${uid}`);
    if ((mode & 0o777) !== 0o700) await chmod(path, 0o700);
    return path;
  } catch (error) {
    if (error instanceof CovalentError) throw error;
    throw refuse(`cannot be made: ${error instanceof Error ? error.message : error}`, error);
  }
}

async function ownerOf(path: string): Promise<{ uid: number; mode: number; isOurs: boolean }> {
  const stat = await lstat(path);
  return { uid: stat.uid, mode: stat.mode, isOurs: stat.isDirectory() && stat.uid === userInfo().uid };
}
