// The real dispatcher as a process of its own on a data directory, as a person starts it, for suites that hurt it.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { sightDispatcher } from "covalent-ts/client";
import type { ConnectionFile } from "covalent-ts/protocol";

const program = fileURLToPath(new URL("../bin/covalent.mjs", import.meta.url));

export interface DaemonOptions {
  /** @defaultValue 2 */
  workers?: number;
  /** Loaded into the daemon before anything else, and into nothing that it starts. */
  preload?: string;
  env?: NodeJS.ProcessEnv;
}

export interface Daemon extends AsyncDisposable {
  readonly pid: number;
  readonly connection: ConnectionFile;
  /** Resolves to the signal, or the exit code, that it ended with. */
  readonly ended: Promise<NodeJS.Signals | number>;
  kill(signal: NodeJS.Signals): Promise<NodeJS.Signals | number>;
}

/**
 * Starts it, and resolves when it can be spoken to. Resolves to how it ended, if it did before that. Its log is
 * `dispatcher.log` in the data directory; disposing kills it.
 */
export async function tryDaemon(
  directory: string,
  options: DaemonOptions = {},
): Promise<Daemon | NodeJS.Signals | number> {
  const { workers = 2, preload, env } = options;
  const log = await open(join(directory, "dispatcher.log"), "a", 0o600);
  const flags = preload === undefined ? [] : ["--import", preload];
  const child = spawn(
    process.execPath,
    ["--conditions=source", ...flags, program, "daemon", "--workers", String(workers)],
    // Compiled once, the daemon starts in half the time: these suites start it hundreds of times.
    {
      env: {
        NODE_COMPILE_CACHE: join(tmpdir(), "covalent-test-cache"),
        ...process.env,
        ...env,
        COVALENT_DATA_DIR: directory,
      },
      stdio: ["ignore", log.fd, log.fd],
    },
  );
  await log.close();
  const ended = endOf(child);
  let end: NodeJS.Signals | number | undefined;
  void ended.then((how) => {
    end = how;
  });
  for (;;) {
    const sighting = await sightDispatcher(directory);
    if (end !== undefined) return end;
    const { pid } = child;
    if (pid !== undefined && sighting.phase === "running" && sighting.connection.pid === pid) {
      const kill = (signal: NodeJS.Signals) => {
        child.kill(signal);
        return ended;
      };
      return {
        pid,
        connection: sighting.connection,
        ended,
        kill,
        async [Symbol.asyncDispose]() {
          await kill("SIGKILL");
        },
      };
    }
    await Promise.race([delay(5), ended]);
  }
}

/** As `tryDaemon`, where nothing is to keep it from starting. */
export async function startDaemon(directory: string, options?: DaemonOptions): Promise<Daemon> {
  const daemon = await tryDaemon(directory, options);
  if (typeof daemon === "object") return daemon;
  throw new Error(`The dispatcher ended by ${daemon}: ${await readFile(join(directory, "dispatcher.log"), "utf8")}`);
}

async function endOf(child: ChildProcess): Promise<NodeJS.Signals | number> {
  await once(child, "exit");
  return child.signalCode ?? child.exitCode ?? -1;
}

/** A folder that is gone when it goes out of scope. */
export async function openFolder(name: string): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), `covalent-${name}-`));
  return {
    path,
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }),
  };
}
