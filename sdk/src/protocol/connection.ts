// The connection file: how clients find the dispatcher of a data directory. Only its owner can read it.

import { createHash } from "node:crypto";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import * as z from "zod";

/** Where a dispatcher listens on a network, with the keys of ZeroMQ's CURVE that a client needs there. */
export const RemoteAddress = z.object({
  requests: z.string(),
  events: z.string(),
  /** The dispatcher's public key: who does not have its other half is not spoken to. */
  serverKey: z.string().length(40),
  /** The client's own pair. */
  publicKey: z.string().length(40),
  secretKey: z.string().length(40),
  /** Where the dispatcher keeps large values, on its machine. */
  dataDirectory: z.string(),
});
export type RemoteAddress = z.infer<typeof RemoteAddress>;

export const ConnectionFile = z.object({
  version: z.literal(1),
  pid: z.number().int(),
  /** ROUTER: requests and answers. */
  requests: z.string(),
  /** XPUB: events. */
  events: z.string(),
  startedAt: z.number(),
  /** Only of a dispatcher that was told to listen. */
  remote: RemoteAddress.optional(),
});
export type ConnectionFile = z.infer<typeof ConnectionFile>;

export const connectionPath = (directory: string): string => join(directory, "connection.json");

/**
 * The folder for the sockets of a data directory: short, because a Unix socket's path ends at 107 bytes, and entered by its
 * owner only (the dispatcher makes it with mode 0700).
 */
export function socketDirectory(directory: string, env: NodeJS.ProcessEnv = process.env): string {
  const name = createHash("sha256").update(directory).digest("hex").slice(0, 12);
  return env["XDG_RUNTIME_DIR"]
    ? join(env["XDG_RUNTIME_DIR"], `covalent-${name}`)
    : join(tmpdir(), `covalent-${userInfo().uid}-${name}`);
}
