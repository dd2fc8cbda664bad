// A notebook without an editor, for tests: the real kernel process over real ZeroMQ, in folders that are removed afterwards.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { newConnection, openKernelClient } from "covalent-ts/jupyter";

const root = fileURLToPath(new URL("..", import.meta.url));
export const covalentCommand = join(root, "dispatcher", "bin", "covalent.mjs");
const kernelCommand = join(root, "kernel", "bin", "covalent-kernel.mjs");

/** What a cell showed. */
export interface Shown {
  ok: boolean;
  stdout: string;
  stderr: string;
  /** text/plain of its result; undefined if it had none. */
  result: string | undefined;
  /** "TypeScriptError: …" with its traceback; undefined if it ended well. */
  error: { name: string; message: string; traceback: string } | undefined;
}

export interface LiveNotebook extends AsyncDisposable {
  /** The folder that cells run in. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly kernel: ChildProcess;
  run(code: string): Promise<Shown>;
  /** `covalent …` for this notebook's dispatcher. */
  covalent(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }>;
}

export function runCommand(
  args: string[],
  env: NodeJS.ProcessEnv,
): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (text: Buffer) => {
      stdout += text;
    });
    child.stderr.on("data", (text: Buffer) => {
      stderr += text;
    });
    child.on("error", failed);
    child.on("close", (code) => done({ code: code ?? 1, stdout, stderr }));
  });
}

/** Opens a notebook with a dispatcher of its own; `dataDirectory` is made when the first dispatch needs it. */
export async function openLiveNotebook(options: { dataDirectory?: string } = {}): Promise<LiveNotebook> {
  const home = await mkdtemp(join(tmpdir(), "covalent-live-"));
  const folder = join(root, "examples");
  const env = { ...process.env, COVALENT_DATA_DIR: options.dataDirectory ?? join(home, "data") };
  const connection = await newConnection("covalent");
  const connectionFile = join(home, "connection.json");
  await writeFile(connectionFile, JSON.stringify(connection), { mode: 0o600 });
  const kernel = spawn(process.execPath, [kernelCommand, "serve", "-f", connectionFile], {
    cwd: folder,
    env,
    stdio: "inherit",
  });
  const client = openKernelClient(connection);
  await client.ready;
  const covalent = (...args: string[]) => runCommand([covalentCommand, ...args], env);

  return {
    folder,
    env,
    kernel,
    covalent,
    async run(code) {
      const shown: Shown = { ok: true, stdout: "", stderr: "", result: undefined, error: undefined };
      const execution = client.execute(code);
      for await (const output of execution) {
        if (output.type === "stream") shown[output.name] += output.text;
        if (output.type === "execute_result") shown.result = String(output.data["text/plain"]);
        if (output.type === "error") {
          shown.error = { name: output.ename, message: output.evalue, traceback: output.traceback.join("\n") };
        }
      }
      shown.ok = (await execution.reply)["status"] === "ok";
      return shown;
    },
    async [Symbol.asyncDispose]() {
      if (kernel.exitCode === null && kernel.signalCode === null) {
        const gone = once(kernel, "exit");
        await client.shutdown();
        await gone;
      }
      await client[Symbol.asyncDispose]();
      await covalent("stop");
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
