// The one client of this process for each data directory, for scripts and cells that do not open their own.

import { dataDirectory } from "covalent-ts/protocol";
import { type Client, openClient } from "./client.ts";

const clients = new Map<string, Promise<Client>>();

/** The shared client of the data directory in force. It starts the dispatcher, and is never closed: at rest it holds nothing. */
export function sharedClient(directory: string = dataDirectory()): Promise<Client> {
  let client = clients.get(directory);
  if (client === undefined) {
    client = openClient({ directory });
    clients.set(directory, client);
    // A failure is not kept: the next one who asks tries again.
    client.catch(() => clients.delete(directory));
  }
  return client;
}
