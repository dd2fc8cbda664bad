// Where a dispatcher listens on a network: two ports of a host, one for requests and the next one for events.

export interface Listen {
  /** A name or an address of this machine; `*` for all of them. */
  host: string;
  /** Requests are taken here, and events announced at the next port; 0 lets the system choose both. */
  port: number;
}

/** Reads `tcp://HOST:PORT`. Undefined if it is none. */
export function parseListen(text: string): Listen | undefined {
  const [, host, port] = /^tcp:\/\/([^/:\s]+|\[[0-9a-fA-F:]+\]):(\d{1,5})$/.exec(text) ?? [];
  return host === undefined || Number(port) > 65_534 ? undefined : { host, port: Number(port) };
}
