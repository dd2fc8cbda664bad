// The client's end of a kernel's sockets: messages in and out, whichever kernel it is.

import { randomBytes } from "node:crypto";
import { Dealer, Subscriber } from "zeromq";
import { SendQueue } from "../client/send-queue.ts";
import { endpointOf, type KernelConnection } from "./connection-file.ts";
import { type Channel, type Header, type JupyterMessage, jupyterProtocol } from "./messages.ts";
import { decodeMessage, encodeMessage } from "./wire.ts";

export interface Channels extends AsyncDisposable {
  /** Signs and sends. Rejects once closed. */
  send(message: JupyterMessage): Promise<void>;
  /** Resolves when what the kernel publishes is being received; rejects if closed before. */
  readonly ready: Promise<void>;
  /** Closes at once; what was not sent yet is dropped. */
  close(): void;
}

export interface ChannelsOptions {
  onMessage(message: JupyterMessage): void;
  /** Told about frames that are no message of this kernel, which are dropped. */
  onRefused?(why: string): void;
}

/** Milliseconds after which a kernel that did not say `iopub_welcome` is asked for a sign of life, again and again. */
const probeEvery = 1_000;

/** Connects to a kernel that listens, or will. */
export function openChannels(connection: KernelConnection, options: ChannelsOptions): Channels {
  const unbounded = { sendHighWaterMark: 0, receiveHighWaterMark: 0, linger: 0, maxMessageSize: -1 } as const;
  // The kernel asks for input on the stdin socket by the identity that the shell request came with.
  const routingId = randomBytes(8).toString("hex");
  const dealer = () => new Dealer({ ...unbounded, routingId });
  const dealers = { shell: dealer(), control: dealer(), stdin: dealer() };
  const queues = {
    shell: new SendQueue(dealers.shell),
    control: new SendQueue(dealers.control),
    stdin: new SendQueue(dealers.stdin),
  };
  const iopub = new Subscriber({ receiveHighWaterMark: 0, linger: 0, maxMessageSize: -1 });
  const probeSession = randomBytes(8).toString("hex");
  let probes = 0;
  let closed = false;

  const ready = Promise.withResolvers<void>();
  ready.promise.catch(() => {
    // Whoever waits hears of it; that nobody waits is no error.
  });

  const receive = async (socket: Dealer | Subscriber, channel: Channel): Promise<void> => {
    for await (const frames of socket) {
      const received = decodeMessage(frames, connection.key, channel);
      if (!received.ok) {
        options.onRefused?.(`${received.why} (${received.detail})`);
        continue;
      }
      if (channel === "iopub") ready.resolve();
      if (received.message.parent_header["session"] !== probeSession) options.onMessage(received.message);
    }
  };

  const send = (message: JupyterMessage): Promise<void> => {
    if (closed) return Promise.reject(new Error("The connection to the kernel is closed."));
    const queue = queues[message.channel === "iopub" ? "shell" : message.channel];
    return queue.send(encodeMessage(message, connection.key));
  };

  const probe = setInterval(() => {
    probes += 1;
    // It may be closed at this moment; then nobody needs the answer.
    send(request("kernel_info_request", {}, { session: probeSession, id: `probe-${probes}` })).catch(() => {});
  }, probeEvery);
  ready.promise.finally(() => clearInterval(probe)).catch(() => {});

  const close = (): void => {
    if (closed) return;
    closed = true;
    ready.reject(new Error("The connection to the kernel was closed before the kernel answered."));
    for (const socket of [...Object.values(dealers), iopub]) socket.close();
  };

  for (const channel of ["shell", "control", "stdin"] as const) {
    dealers[channel].connect(endpointOf(connection, channel));
    void receive(dealers[channel], channel);
  }
  iopub.subscribe();
  iopub.connect(endpointOf(connection, "iopub"));
  void receive(iopub, "iopub");

  return {
    send,
    close,
    ready: ready.promise,
    [Symbol.asyncDispose]: async () => close(),
  };
}

/** A request with a header of its own, on shell unless said otherwise. */
export function request(
  msg_type: string,
  content: Record<string, unknown>,
  about: { session: string; id: string; channel?: Channel; parent?: Header },
): JupyterMessage {
  return {
    channel: about.channel ?? "shell",
    header: {
      msg_id: about.id,
      msg_type,
      session: about.session,
      username: "",
      date: new Date().toISOString(),
      version: jupyterProtocol,
    },
    parent_header: about.parent ?? {},
    metadata: {},
    content,
    buffers: [],
  };
}
