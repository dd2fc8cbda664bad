// Counts the peers of a socket that do not speak ZeroMQ, or not as we do.

import type { Observer } from "zeromq";
import type { Refusals } from "../refusals.ts";

/** Watches until the socket is closed. */
export function watchHandshakes({ events }: { readonly events: Observer }, refusals: Refusals): void {
  const watch = async (): Promise<void> => {
    for await (const event of events) {
      if (event.type.startsWith("handshake:error")) refusals.count("connections", { why: event.type });
    }
  };
  void watch();
}
