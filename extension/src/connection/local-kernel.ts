// Our own kernel as a child process, spoken to over ZeroMQ.

import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { KernelConnection as JupyterKernel } from "@jupyterlab/services/lib/kernel/default.js";
import * as KernelMessage from "@jupyterlab/services/lib/kernel/messages.js";
import { ServerConnection } from "@jupyterlab/services/lib/serverconnection.js";
import { CovalentError } from "covalent-ts/errors";
import { type KernelConnection, newConnection, rawSocketFor } from "covalent-ts/jupyter";
import type { KernelLink, KernelOptions } from "./kernel-link.ts";
import { logLines } from "./line-log.ts";

export interface LocalKernelOptions extends KernelOptions {
  /** What runs the `covalent-kernel` command: executable, then arguments. */
  readonly command: readonly [string, ...string[]];
  readonly env: NodeJS.ProcessEnv;
  /** Hears what the kernel process prints. */
  readonly onLine: (line: string) => void;
}

/** A kernel that is asked to shut down has this long, in milliseconds, before it is killed. */
const shutdownGrace = 3_000;

/**
 * Starts a kernel process, and resolves when it answers.
 *
 * @throws CovalentError `KERNEL_CANNOT_START`, with the last that the process printed.
 */
export async function startLocalKernel(options: LocalKernelOptions): Promise<KernelLink> {
  const where = await newConnection("covalent");
  const folder = await mkdtemp(join(tmpdir(), "covalent-connection-"));
  const file = join(folder, "connection.json");
  // The key in it signs messages: whoever reads it can run code as this user.
  await writeFile(file, JSON.stringify(where), { mode: 0o600 });

  const [executable, ...args] = options.command;
  const child = spawn(executable, [...args, "serve", "-f", file], {
    cwd: options.directory,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...options.env,
      // The kernel ends when this process does, however it does.
      JPY_PARENT_PID: String(process.pid),
      ...(options.notebook === undefined ? {} : { COVALENT_NOTEBOOK: options.notebook }),
    },
  });
  const log = logLines([child.stdout, child.stderr], options.onLine);
  const exited = endOf(child);
  const connection = connectTo(where);

  const answered = connection.info.then(() => undefined);
  const failed = await Promise.race([answered, exited]);
  if (failed !== undefined) {
    connection.dispose();
    await removeFiles(where, folder);
    throw new CovalentError("KERNEL_CANNOT_START", { reason: `it ended ${failed}`, log: log.tail() });
  }

  let closing = false;
  return {
    connection,
    async interrupt() {
      const request = KernelMessage.createMessage({
        msgType: "interrupt_request",
        channel: "control",
        username: connection.username,
        session: connection.clientId,
        content: {},
      });
      await connection.sendControlMessage(request, true).done;
    },
    ended: exited.then((end) => {
      // After this turn: whoever waits for a cell is to hear how the kernel ended, not that its request was given up.
      setImmediate(() => connection.dispose());
      return closing ? new Promise<never>(() => {}) : end;
    }),
    async [Symbol.asyncDispose]() {
      closing = true;
      const isGone = child.exitCode !== null || child.signalCode !== null;
      if (!isGone) {
        child.kill("SIGTERM");
        const overdue = setTimeout(() => child.kill("SIGKILL"), shutdownGrace);
        await exited;
        clearTimeout(overdue);
      }
      connection.dispose();
      await removeFiles(where, folder);
    },
  };
}

function connectTo(where: KernelConnection): JupyterKernel {
  const identity = { serialize: (message: unknown) => message, deserialize: (message: unknown) => message };
  const serverSettings = ServerConnection.makeSettings({
    WebSocket: rawSocketFor(where) as unknown as typeof WebSocket, // as much of it as KernelConnection uses
    serializer: identity as unknown as ServerConnection.ISettings["serializer"],
    baseUrl: "http://raw.invalid/",
    wsUrl: "ws://raw.invalid/",
    fetch: () => Promise.reject(new TypeError("A kernel over ZeroMQ has no REST interface.")),
  });
  return new JupyterKernel({
    serverSettings,
    model: { id: randomUUID(), name: "covalent" },
    handleComms: false,
  });
}

async function endOf(child: ChildProcess): Promise<string> {
  const failedToStart = once(child, "error").then(([error]) => `before it started: ${String(error)}`);
  const exited = once(child, "exit").then(([code, signal]) =>
    signal === null ? `with exit code ${code}` : `by ${signal}`,
  );
  return Promise.race([exited, failedToStart]);
}

async function removeFiles(where: KernelConnection, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  if (where.transport === "ipc") await rm(dirname(where.ip), { recursive: true, force: true, maxRetries: 5 });
}
