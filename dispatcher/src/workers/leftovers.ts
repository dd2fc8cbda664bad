// Finds the workers of a dispatcher that was killed, by their command lines.

import { execFile } from "node:child_process";
import { readdir, readFile, stat } from "node:fs/promises";
import { userInfo } from "node:os";
import { promisify } from "node:util";
import { lives } from "covalent-ts/client";
import * as z from "zod";
import type { OutputPipes } from "./output-pipes.ts";
import type { LivingWorker } from "./spawn.ts";
import type { WorkerArguments } from "./worker-arguments.ts";

/** A worker that has outlived the dispatcher which started it. */
export interface Leftover {
  pid: number;
  about: WorkerArguments;
}

const Arguments: z.ZodType<WorkerArguments> = z.object({
  name: z.string(),
  identity: z.string(),
  endpoint: z.string(),
  directory: z.string(),
});

interface Process {
  pid: number;
  /** The command line. */
  command: string;
}

/**
 * Every worker that listens to this endpoint. Called before the first own worker is started, while the lock on the data
 * directory says that no other dispatcher has any.
 */
export async function findLeftovers(endpoint: string): Promise<Leftover[]> {
  return (await processes()).flatMap(({ pid, command }) => {
    const about = argumentsIn(command);
    return about?.endpoint === endpoint ? [{ pid, about }] : [];
  });
}

/** What a worker was told, by its command line; undefined for a process that is none. */
function argumentsIn(command: string): WorkerArguments | undefined {
  const [, json] = /(\{"name":.*"endpoint":.*\})\0?$/.exec(command) ?? [];
  try {
    return json === undefined ? undefined : Arguments.parse(JSON.parse(json));
  } catch {
    return undefined;
  }
}

const processes = (): Promise<Process[]> => (process.platform === "linux" ? fromProc() : fromPs());

async function fromProc(): Promise<Process[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const { uid } = userInfo();
  const read = async (pid: string): Promise<Process[]> => {
    try {
      const command = await readFile(`/proc/${pid}/cmdline`, "utf8");
      // A process that one of them is about to start looks like it, and so may one of somebody else's.
      const isOurs = argumentsIn(command) !== undefined && (await leadsGroup(pid));
      return isOurs && (await stat(`/proc/${pid}`)).uid === uid ? [{ pid: Number(pid), command }] : [];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  };
  return (await Promise.all(pids.map(read))).flat();
}

async function leadsGroup(pid: string): Promise<boolean> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8");
  const [, , group] = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return group === pid;
}

async function fromPs(): Promise<Process[]> {
  if (process.platform === "win32") return [];
  const { stdout } = await promisify(execFile)("ps", ["-xo", "pid=,args="], { maxBuffer: 64 * 1024 * 1024 });
  return stdout.split("\n").map((line) => {
    const [, pid = "", command = ""] = /^\s*(\d+) (.*)$/.exec(line) ?? [];
    return { pid: Number(pid), command };
  });
}

/** How often to look whether a worker still lives that is no child of this process, in milliseconds. */
const lookEvery = 200;

/** A leftover as a worker of ours. `output` has all that it printed and nobody has read. */
export function adoptWorker({ pid }: Leftover, output: OutputPipes): LivingWorker {
  const ended = new Promise<string>((resolve) => {
    const timer = setInterval(() => {
      if (lives(pid)) return;
      clearInterval(timer);
      resolve("an end that its dispatcher did not see");
    }, lookEvery);
  });
  return { pid, output, ended };
}
