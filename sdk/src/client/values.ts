// Large values as whoever dispatches keeps and reads them: in the data directory, or, where that is another machine's, by request.

import { createHash } from "node:crypto";
import { dataDirectory } from "covalent-ts/protocol";
import { openBlobLease } from "./blob-lease.ts";
import { readBlob } from "./blobs.ts";
import type { Client } from "./client.ts";
import { remoteFile } from "./remote.ts";

type Asking = Pick<Client, "ask" | "directory" | "isRemote">;

export interface OutgoingValues extends Disposable {
  /** Keeps the bytes as they are now, and gives their name. */
  keep(bytes: Uint8Array): string;
  /** Resolves once the dispatcher can read what was kept, for the submit with that key. */
  deliver(client: Asking, requestKey: string): Promise<void>;
}

/** For one dispatch; what it keeps is safe from a purge until this is disposed of. */
export function openOutgoingValues(): OutgoingValues {
  if (remoteFile() !== undefined) return onTheWay();
  const lease = openBlobLease(dataDirectory());
  return { keep: lease.keep, deliver: async () => undefined, [Symbol.dispose]: () => lease[Symbol.dispose]() };
}

function onTheWay(): OutgoingValues {
  const kept = new Map<string, Uint8Array>();
  return {
    keep(bytes) {
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      // A copy: they may change before they are sent.
      if (!kept.has(sha256)) kept.set(sha256, bytes.slice());
      return sha256;
    },
    async deliver(client, requestKey) {
      for (const bytes of kept.values()) await client.ask("keep-blob", { bytes, requestKey });
    },
    [Symbol.dispose]: () => kept.clear(),
  };
}

/** The bytes of that name. @throws VALUE_LOST */
export async function readValueBytes(client: Asking, sha256: string): Promise<Uint8Array> {
  if (!client.isRemote) return readBlob(client.directory, sha256);
  const pieces: Uint8Array[] = [];
  for (let from = 0; ; ) {
    const { bytes, size } = await client.ask("blob", { sha256, from });
    pieces.push(bytes);
    from += bytes.byteLength;
    if (from >= size || bytes.byteLength === 0) return Buffer.concat(pieces);
  }
}
