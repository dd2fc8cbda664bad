// Finds a dispatcher on another machine, by a copy of its connection file.

import { readFile } from "node:fs/promises";
import { ConnectionFile, type RemoteAddress } from "covalent-ts/protocol";
import { CovalentError } from "../errors.ts";

/** The connection file of a dispatcher to reach over the network, if this process is to speak with one. */
export const remoteFile = (env: NodeJS.ProcessEnv = process.env): string | undefined =>
  env["COVALENT_CONNECTION"] || undefined;

/** @throws CONNECTION_FILE_UNUSABLE */
export async function readRemote(path: string): Promise<RemoteAddress> {
  const unusable = (reason: string, cause?: unknown) =>
    new CovalentError("CONNECTION_FILE_UNUSABLE", { path, reason }, { cause });
  let file: unknown;
  try {
    file = JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    throw unusable(error instanceof Error ? error.message : String(error), error);
  }
  const parsed = ConnectionFile.safeParse(file);
  const [issue] = parsed.error?.issues ?? [];
  if (!parsed.success) throw unusable(`${issue?.path.join(".")}: ${issue?.message}`);
  if (parsed.data.remote === undefined) throw unusable("its dispatcher does not listen on a network");
  return parsed.data.remote;
}
