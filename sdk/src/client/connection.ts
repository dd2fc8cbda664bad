// Finds the dispatcher of a data directory, by the connection file that it leaves there.

import { readFile } from "node:fs/promises";
import { ConnectionFile, connectionPath } from "covalent-ts/protocol";
import { lives } from "./lives.ts";

/** What is known of a data directory's dispatcher, before anybody has spoken to it. */
export type Sighting =
  /** It says where it listens, and a process of its number lives. */
  | { phase: "running"; connection: ConnectionFile }
  /** It left its file behind: it did not end by itself. */
  | { phase: "crashed" }
  /** None has run, or the last one ended by itself. */
  | { phase: "absent" };

/** Looks for the dispatcher of a data directory. An unreadable or foreign file counts as left behind. */
export async function sightDispatcher(directory: string): Promise<Sighting> {
  let text: string;
  try {
    text = await readFile(connectionPath(directory), "utf8");
  } catch {
    return { phase: "absent" };
  }
  const connection = parse(text);
  return connection !== undefined && lives(connection.pid) ? { phase: "running", connection } : { phase: "crashed" };
}

function parse(text: string): ConnectionFile | undefined {
  try {
    return ConnectionFile.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
