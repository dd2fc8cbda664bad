// A WebSocket look-alike that speaks ZeroMQ, so that @jupyterlab/services needs no Jupyter server.

import * as z from "zod/mini";
import { type Channels, openChannels } from "./channels.ts";
import type { KernelConnection } from "./connection-file.ts";
import { type JupyterMessage, MessageParts } from "./messages.ts";

const Outgoing = z.extend(MessageParts, {
  channel: z.enum(["shell", "control", "iopub", "stdin"]),
  buffers: z.optional(z.array(z.union([z.instanceof(ArrayBuffer), z.instanceof(DataView), z.instanceof(Uint8Array)]))),
});

/** As much of a WebSocket as @jupyterlab/services uses. */
export interface RawSocket {
  readonly protocol: string;
  readonly readyState: number;
  readonly url: string;
  binaryType: string;
  onopen: ((event: { target: RawSocket }) => void) | null;
  onmessage: ((event: { target: RawSocket; data: JupyterMessage }) => void) | null;
  onclose: ((event: unknown) => void) | null;
  onerror: ((event: unknown) => void) | null;
  /** Takes a message of @jupyterlab/services as it is: the serializer must be the identity. */
  send(message: unknown): void;
  close(): void;
}

export type RawSocketClass = new (url: string, protocols?: string | string[]) => RawSocket;

/**
 * The class to give as `WebSocket` to `ServerConnection.makeSettings`, with an identity `serializer`. Each instance
 * connects to that one kernel, whatever the url. It opens once the kernel's publications are being received, so nothing
 * that follows the first request is missed. It never fires `onclose` by itself: KernelConnection would then ask a REST
 * server that is not there; watch the kernel's process, and dispose of the KernelConnection when it ends.
 */
export function rawSocketFor(connection: KernelConnection): RawSocketClass {
  return class ZmqSocket implements RawSocket {
    /** None, so that the serializer is given plain objects. */
    readonly protocol = "";
    readonly url: string;
    readyState = 0;
    binaryType = "arraybuffer";
    onopen: RawSocket["onopen"] = null;
    onmessage: RawSocket["onmessage"] = null;
    onclose: RawSocket["onclose"] = null;
    onerror: RawSocket["onerror"] = null;
    readonly #channels: Channels;

    constructor(url: string) {
      this.url = url;
      this.#channels = openChannels(connection, {
        onMessage: (data) => {
          // What came before `onopen` would be taken for the messages of a connection that does not exist yet.
          if (this.readyState !== 1) return;
          try {
            this.onmessage?.({ target: this, data });
          } catch {
            // KernelConnection throws on a message that it finds invalid: that one is lost, the ones after it are not.
          }
        },
      });
      this.#channels.ready.then(
        () => {
          this.readyState = 1;
          this.onopen?.({ target: this });
        },
        () => {
          // Closed by its owner before the kernel answered.
        },
      );
    }

    send(message: unknown): void {
      const { channel, buffers = [], ...parts } = Outgoing.parse(message);
      const bytes = buffers.map((buffer) =>
        buffer instanceof ArrayBuffer
          ? new Uint8Array(buffer)
          : new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength),
      );
      this.#channels.send({ ...parts, channel, buffers: bytes }).catch(() => {
        // Closed meanwhile. `onerror` would make KernelConnection reconnect to a kernel that its owner has left.
      });
    }

    close(): void {
      this.readyState = 3;
      this.#channels.close();
    }
  };
}
