// Listens on a network, encrypted, for those who have a key.

import { lookup } from "node:dns/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { CovalentError } from "covalent-ts/errors";
import type { RemoteAddress } from "covalent-ts/protocol";
import { Context, capability } from "zeromq";
import { openAdmission } from "./admission.ts";
import type { Front, FrontPlace } from "./front.ts";
import { openKeys } from "./keys.ts";
import type { Listen } from "./listen-address.ts";

/** What both sockets are made with. */
export interface Encryption {
  context: Context;
  curveServer: true;
  curveSecretKey: string;
  zapDomain: string;
}

/** A front on the network. */
export interface FarFront extends AsyncDisposable {
  /** What a client needs to know. */
  readonly address: RemoteAddress;
  announce: Front["announce"];
}

/**
 * Opens a front there, which speaks only with those who have the client's key.
 *
 * @throws DISPATCHER_CANNOT_START
 */
export async function listenAt(
  directory: string,
  { host, port }: Listen,
  open: (place: FrontPlace) => Promise<Front>,
): Promise<FarFront> {
  const refuse = (why: string, cause?: unknown): CovalentError => {
    const reason = `it cannot listen at tcp://${host}:${port}: ${why}.`;
    const log = join(directory, "dispatcher.log");
    return new CovalentError("DISPATCHER_CANNOT_START", { directory, reason, log }, { cause });
  };
  if (capability["curve"] !== true) throw refuse("this ZeroMQ cannot encrypt, and nothing is sent unencrypted");
  const { server, client } = await openKeys(directory);
  const context = new Context();
  const admission = await openAdmission(context, [client.publicKey]);
  const encryption = { context, curveServer: true, curveSecretKey: server.secretKey, zapDomain: "covalent" } as const;
  try {
    const address = await bindable(host);
    const at = (number: number): string => `tcp://${address}:${number}`;
    const front = await open({ requests: at(port), events: at(port === 0 ? 0 : port + 1), encryption });
    // Whoever reads it may be on another machine.
    const named = ["*", "0.0.0.0", "[::]"].includes(address) ? hostname() : host;
    const reachable = (endpoint: string): string => `tcp://${named}:${endpoint.slice(endpoint.lastIndexOf(":") + 1)}`;
    return {
      announce: front.announce,
      address: {
        requests: reachable(front.requests),
        events: reachable(front.events),
        serverKey: server.publicKey,
        ...client,
        dataDirectory: directory,
      },
      async [Symbol.asyncDispose]() {
        await front[Symbol.asyncDispose]();
        await admission[Symbol.asyncDispose]();
        // With the last reference to it, ZeroMQ's context is shut down: its sockets would never tell that they are closed.
        void context;
      },
    };
  } catch (cause) {
    await admission[Symbol.asyncDispose]();
    throw refuse(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

/** ZeroMQ binds to addresses, and looks up no names. */
const bindable = async (host: string): Promise<string> =>
  host === "*" || host.startsWith("[") ? host : (await lookup(host, { family: 4 })).address;
