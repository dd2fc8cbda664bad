// Large values, for clients that cannot enter the data directory: kept as they come in, and read a piece at a time.

import { open } from "node:fs/promises";
import { blobPath, isNoSpace, putBlob } from "covalent-ts/client";
import { CovalentError } from "covalent-ts/errors";
import type { Ask, Get } from "covalent-ts/protocol";
import { holdUpload } from "../store/upload-lease.ts";

/** How much of one is sent at a time, in bytes. */
const piece = 8 * 2 ** 20;

/** @throws DISPATCHER_NO_SPACE */
export async function takeBlob(directory: string, { bytes, requestKey }: Ask<"keep-blob">): Promise<Get<"keep-blob">> {
  try {
    // First: a blob that is there already may be about to be purged.
    if (requestKey !== undefined) holdUpload(directory, requestKey);
    return await putBlob(directory, bytes);
  } catch (cause) {
    throw isNoSpace(cause) ? new CovalentError("DISPATCHER_NO_SPACE", { directory }, { cause }) : cause;
  }
}

/** @throws VALUE_LOST */
export async function giveBlob(directory: string, { sha256, from }: Ask<"blob">): Promise<Get<"blob">> {
  try {
    await using file = await open(blobPath(directory, sha256));
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read({
      buffer: Buffer.alloc(Math.max(0, Math.min(piece, size - from))),
      position: from,
    });
    return { bytes: buffer.subarray(0, bytesRead), size };
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause && cause.code === "ENOENT")) throw cause;
    throw new CovalentError("VALUE_LOST", { sha256, why: "it is not there any more" }, { cause });
  }
}
