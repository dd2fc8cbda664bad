// A kernel started for one notebook, and spoken to over ZeroMQ as any Jupyter client would.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { CovalentError } from "covalent-ts/errors";
import { type KernelClient, newConnection, openKernelClient } from "covalent-ts/jupyter";

export interface KernelProcess extends AsyncDisposable {
  readonly client: KernelClient;
  /** Rejects with KERNEL_ENDED if the kernel ends before it is told to. */
  readonly lost: Promise<never>;
}

export interface KernelProcessOptions {
  /** The script of the `covalent-kernel` command. */
  program: string;
  /** The folder that the kernel works in. */
  directory: string;
  notebook?: string;
  env?: NodeJS.ProcessEnv;
}

/** Milliseconds that a kernel has to end by itself. */
const grace = 3_000;
/** Characters of what it printed that are kept for the message if it fails. */
const kept = 4_000;

/** Resolves when the kernel answers. @throws KERNEL_CANNOT_START */
export async function startKernel(options: KernelProcessOptions): Promise<KernelProcess> {
  const connection = await newConnection();
  const folder = await mkdtemp(join(tmpdir(), "covalent-connection-"));
  const file = join(folder, "connection.json");
  await writeFile(file, JSON.stringify(connection), { mode: 0o600 });
  const child = spawn(process.execPath, [options.program, "serve", "-f", file], {
    cwd: options.directory,
    stdio: ["ignore", "ignore", "pipe"],
    env: {
      ...(options.env ?? process.env),
      JPY_PARENT_PID: String(process.pid),
      ...(options.notebook === undefined ? {} : { COVALENT_NOTEBOOK: options.notebook }),
    },
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-kept);
  });
  const client = openKernelClient(connection);
  const exited = endOf(child);
  let answered = false;
  let closing = false;
  const lost = exited.then((how) => {
    if (closing) return new Promise<never>(() => {});
    throw answered
      ? new CovalentError("KERNEL_ENDED", { how })
      : new CovalentError("KERNEL_CANNOT_START", { reason: `it ended ${how}`, log: said.trim() });
  });

  lost.catch(() => {
    // Whoever waits for a cell hears of it; between two cells nobody has to.
  });

  const close = async (): Promise<void> => {
    closing = true;
    await client[Symbol.asyncDispose]();
    child.kill("SIGTERM");
    const overdue = setTimeout(() => child.kill("SIGKILL"), grace);
    await exited;
    clearTimeout(overdue);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    if (connection.transport === "ipc")
      await rm(dirname(connection.ip), { recursive: true, force: true, maxRetries: 5 });
  };

  try {
    await Promise.race([client.ready, lost]);
    answered = true;
  } catch (error) {
    await close();
    throw error;
  }
  return { client, lost, [Symbol.asyncDispose]: close };
}

async function endOf(child: ChildProcess): Promise<string> {
  const failed = once(child, "error").then(([error]) => `before it started: ${String(error)}`);
  const exited = once(child, "exit").then(([code, signal]) =>
    signal === null ? `with exit code ${code}` : `by ${signal}`,
  );
  return Promise.race([failed, exited]);
}
