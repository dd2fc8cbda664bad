// A contestant is a program of its own: it reads a shape a line, and answers each with what it measured, a line of JSON.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import * as z from "zod";

export interface Program {
  name: string;
  command: readonly [string, ...string[]];
  cwd?: string;
  env?: Record<string, string>;
}

export interface Asked {
  shape: string;
  size: number;
}

const Answer = z.union([
  z.object({ values: z.record(z.string(), z.number()) }),
  /** It has no such thing: never a failure. */
  z.object({ cannot: z.string() }),
  z.object({ failed: z.string() }),
]);
export type Answer = z.infer<typeof Answer>;

export interface Contestant extends AsyncDisposable {
  readonly name: string;
  /** Never rejects: one that crashes, or takes longer than it may, has failed, and the next question meets a fresh one. */
  ask(asked: Asked, patience: number): Promise<Answer>;
}

/** How long a program may take to end by itself, in milliseconds. */
const grace = 10_000;

interface Running {
  child: ChildProcess;
  lines: NodeJS.AsyncIterator<string>;
  /** What it said on stderr last. */
  said: string;
  ended: Promise<unknown>;
}

export function contestantOf({ name, command, cwd, env }: Program): Contestant {
  let running: Running | undefined;

  function start(): Running {
    const [program, ...args] = command;
    // A group of its own: what it starts ends with it.
    const options = { cwd, env: { ...process.env, ...env }, detached: true };
    const child = spawn(program, args, { ...options, stdio: ["pipe", "pipe", "pipe"] });
    const started: Running = {
      child,
      lines: createInterface({ input: child.stdout })[Symbol.asyncIterator](),
      said: "",
      ended: once(child, "close").catch((error) => error),
    };
    child.stdin.on("error", () => {});
    child.stderr.on("data", (piece) => {
      started.said = (started.said + piece).slice(-4_000);
    });
    return started;
  }

  async function answerOf(run: Running, patience: number): Promise<Answer> {
    const late = new AbortController();
    const wait = delay(patience, undefined, { signal: late.signal }).catch(() => {});
    try {
      for (;;) {
        const line = await Promise.race([run.lines.next(), wait]);
        if (line === undefined) return { failed: `it took more than ${patience / 1000} s` };
        if (line.done) return { failed: `it ended: ${lastLine(run.said)}` };
        // Libraries print to stdout, too.
        if (line.value.startsWith("{")) return Answer.parse(JSON.parse(line.value));
      }
    } catch (error) {
      return { failed: String(error) };
    } finally {
      late.abort();
    }
  }

  async function end(run: Running): Promise<void> {
    running = undefined;
    run.child.stdin?.end();
    const late = new AbortController();
    await Promise.race([run.ended, delay(grace, undefined, { signal: late.signal }).catch(() => {})]);
    late.abort();
    killGroup(run.child.pid);
    await run.ended;
  }

  return {
    name,
    async ask(asked, patience) {
      running ??= start();
      const run = running;
      run.child.stdin?.write(`${JSON.stringify(asked)}\n`);
      const answer = await answerOf(run, patience);
      if ("failed" in answer) {
        killGroup(run.child.pid);
        await end(run);
      }
      return answer;
    },
    async [Symbol.asyncDispose]() {
      if (running !== undefined) await end(running);
    },
  };
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}

const lastLine = (text: string): string => text.trimEnd().split("\n").at(-1) ?? "";
