// A kernel on a Jupyter Server, spoken to over its WebSocket.

import { KernelConnection as JupyterKernel } from "@jupyterlab/services/lib/kernel/default.js";
import { KernelAPI } from "@jupyterlab/services/lib/kernel/index.js";
import { ServerConnection } from "@jupyterlab/services/lib/serverconnection.js";
import { CovalentError } from "covalent-ts/errors";
import { WebSocket as NodeWebSocket } from "ws";
import type { KernelEnd, KernelLink } from "./kernel-link.ts";

export interface ServerOptions {
  /** Such as `http://localhost:8888`. */
  readonly url: string;
  readonly token: string;
  /** Name of the kernelspec. */
  readonly kernelName: string;
}

/**
 * Starts a kernel on that server, and resolves when it answers.
 *
 * @throws CovalentError `KERNEL_CANNOT_START`
 */
export async function startServerKernel({ url, token, kernelName }: ServerOptions): Promise<KernelLink> {
  const baseUrl = url.endsWith("/") ? url : `${url}/`;
  const serverSettings = ServerConnection.makeSettings({
    baseUrl,
    wsUrl: baseUrl.replace(/^http/, "ws"),
    token,
    // Through a browser-like global the token would be left out of the address, and the server would refuse us.
    appendToken: true,
    WebSocket: NodeWebSocket as unknown as typeof WebSocket, // as much of it as KernelConnection uses
  });
  const model = await KernelAPI.startNew({ name: kernelName }, serverSettings).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CovalentError("KERNEL_CANNOT_START", { reason: `${baseUrl} answered: ${reason}`, log: "" }, { cause });
  });
  const connection = new JupyterKernel({ serverSettings, model, handleComms: false });
  await connection.info;

  const { promise: ended, resolve: end } = Promise.withResolvers<KernelEnd>();
  connection.statusChanged.connect((_, status) => {
    if (status === "dead") end("on its server");
    if (status === "autorestarting") end("on its server, which starts it anew");
  });
  return {
    connection,
    interrupt: () => connection.interrupt(),
    ended,
    async [Symbol.asyncDispose]() {
      if (connection.isDisposed) return;
      await connection.shutdown().catch(() => {
        // The server is gone, and its kernels with it.
      });
      connection.dispose();
    },
  };
}
