// Counts the peers of a socket that do not speak ZeroMQ, or not as we do.

import type { Observer } from "zeromq";
import type { Refusals } from "../refusals.ts";

/** Watches until the socket is closed, and resolves when all that it had to tell was heard. */
export async function watchHandshakes({ events }: { readonly events: Observer }, refusals: Refusals): Promise<void> {
  for await (const event of events) {
    if (event.type.startsWith("handshake:error")) refusals.count("connections", { why: event.type });
  }
}

/** As `watchHandshakes`, where strangers can connect: counts also who was hung up on, or left, before the handshake. */
export async function watchStrangers({ events }: { readonly events: Observer }, refusals: Refusals): Promise<void> {
  let greeted = 0;
  /** Refused, and about to be hung up on. */
  let refused = 0;
  for await (const { type } of events) {
    if (type === "handshake") greeted += 1;
    else if (type.startsWith("handshake:error")) {
      refused += 1;
      refusals.count("connections", { why: type });
    } else if (type === "disconnect") {
      // ZeroMQ does not say whose it is. Taken for another's, one is counted when that other leaves.
      if (refused > 0) refused -= 1;
      else if (greeted > 0) greeted -= 1;
      else refusals.count("connections", { why: "no handshake" });
    }
  }
}
