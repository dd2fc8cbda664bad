// Ends the workers of a dispatcher that was killed, where their thread is too busy to notice.

import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { signalGroup } from "./spawn.ts";
import { isWorkerOf } from "./worker-arguments.ts";

interface Process {
  pid: number;
  /** The command line. */
  command: string;
}

/**
 * Ends every worker that listens to this endpoint, with all it has started; says which. Called before the first own worker
 * is started, while the lock on the data directory says that no other dispatcher has any.
 */
export async function endOrphans(endpoint: string): Promise<number[]> {
  const orphans = (await processes()).filter(({ command }) => isWorkerOf(endpoint, command)).map(({ pid }) => pid);
  for (const pid of orphans) signalGroup(pid, "SIGKILL");
  return orphans;
}

const processes = (): Promise<Process[]> => (process.platform === "linux" ? fromProc() : fromPs());

async function fromProc(): Promise<Process[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const read = async (pid: string): Promise<Process> => {
    // One that has ended meanwhile has no command line.
    const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    return { pid: Number(pid), command };
  };
  return Promise.all(pids.map(read));
}

async function fromPs(): Promise<Process[]> {
  if (process.platform === "win32") return [];
  const { stdout } = await promisify(execFile)("ps", ["-axo", "pid=,args="], { maxBuffer: 64 * 1024 * 1024 });
  return stdout.split("\n").map((line) => {
    const [, pid = "", command = ""] = /^\s*(\d+) (.*)$/.exec(line) ?? [];
    return { pid: Number(pid), command };
  });
}
