// The protocol process's end of one runner: the child process that user code runs in.

import type { ChildProcess } from "node:child_process";
import type { Duplex, Readable, Writable } from "node:stream";
import type { Command, CommCommand, RunCommand } from "./commands.ts";
import { descriptors } from "./descriptors.ts";
import { lineSplitter } from "./lines.ts";
import { RawOutput } from "./raw-output.ts";
import { Inspected, Report } from "./reports.ts";
import type { SpawnedRunner } from "./spawn-runner.ts";
import type { Inspect, UrgentCommand } from "./urgent-commands.ts";

export interface RunnerOptions {
  /** One call after the other; the runner is slowed down while the promise is pending. */
  onReport(report: Report): void | Promise<void>;
  /** Output that no cell can be told to have written. */
  onRaw(name: "stdout" | "stderr", text: string): void;
  /** What V8's inspector says of what it was asked with `inspect`. */
  onInspected(it: Inspected): void;
}

/** How a runner ended: "exit code 3", "SIGSEGV". */
export type Ending = string;

export interface Runner extends AsyncDisposable {
  readonly pid: number;
  run(command: Omit<RunCommand, "type">): void;
  /** Ends what the cell does now; `done` follows. */
  interrupt(run: number): void;
  answerInput(id: number, value: string): void;
  /** Asks V8's inspector, whatever the cell does. `onInspected` follows, with the same id. */
  inspect(request: Omit<Inspect, "type">): void;
  /** `released` follows, once the cells let the process come to it. */
  release(): void;
  /** `heard` follows. */
  hearComm(command: Omit<CommCommand, "type">): void;
  /** Resolves when it is gone, and all that it reported was given to `onReport`. */
  readonly ended: Promise<Ending>;
  kill(): void;
}

/** Node says so itself when it ends, because cells are run through its inspector. */
const nodesGoodbye = "Waiting for the debugger to disconnect...\n";

/** Milliseconds that streams are read on after the process ended, for grandchildren that hold them open. */
const lastWords = 200;

/** Takes charge of a process that was just spawned. */
export function takeRunner({ child, nonce }: SpawnedRunner, options: RunnerOptions): Runner {
  const commands = pipe<Writable>(child, descriptors.commands);
  const urgent = pipe<Duplex>(child, descriptors.urgent);
  for (const stream of [commands, urgent]) {
    // The runner is gone: `ended` tells.
    stream.on("error", () => {});
  }

  const marks = { stdout: markCounter(), stderr: markCounter() };
  const raw = (["stdout", "stderr"] as const).map((name) =>
    readRaw(pipe<Readable>(child, name === "stdout" ? 1 : 2), nonce, {
      text: (text) => options.onRaw(name, text.replace(nodesGoodbye, "")),
      mark: (run) => marks[name].reached(run),
    }).finally(() => marks[name].reached(Number.POSITIVE_INFINITY)),
  );
  const reports = readLines(pipe<Readable>(child, descriptors.reports), async (line) => {
    const report = Report.safeParse(parseJson(line));
    // Only code that writes to our descriptor by itself gets here.
    if (!report.success) return;
    if (report.data.type === "done") {
      await Promise.all([marks.stdout.until(report.data.run), marks.stderr.until(report.data.run)]);
    }
    await options.onReport(report.data);
  });

  // Ends with the process, or when the stream is destroyed.
  void readLines(urgent, async (line) => {
    const said = Inspected.safeParse(parseJson(line));
    if (said.success) options.onInspected(said.data);
  });

  const exited = new Promise<Ending>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  const ended = exited.then(async (how) => {
    const patience = AbortSignal.timeout(lastWords);
    await Promise.race([Promise.all(raw), new Promise((late) => patience.addEventListener("abort", late))]);
    for (const mark of Object.values(marks)) mark.reached(Number.POSITIVE_INFINITY);
    await reports;
    killGroup(child);
    return how;
  });

  const tell = (stream: Writable, command: Command | UrgentCommand): void =>
    void stream.write(`${JSON.stringify(command)}\n`);
  return {
    pid: child.pid ?? 0,
    run: (command) => tell(commands, { type: "run", ...command }),
    interrupt: (run) => tell(urgent, { type: "interrupt", run }),
    answerInput: (id, value) => tell(urgent, { type: "answer", id, value }),
    inspect: (request) => tell(urgent, { type: "inspect", ...request }),
    release: () => tell(commands, { type: "release" }),
    hearComm: (command) => tell(commands, { type: "comm", ...command }),
    ended,
    kill: () => killGroup(child),
    async [Symbol.asyncDispose]() {
      killGroup(child);
      await ended;
    },
  };
}

/** Also whatever it started and did not wait for. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? child.pid : -child.pid, "SIGKILL");
  } catch {
    // Nobody is left.
  }
}

/** `spawn` was told to make pipes of all of them. */
const pipe = <T extends Readable | Writable>(child: ChildProcess, descriptor: number): T =>
  child.stdio[descriptor] as unknown as T;

async function readRaw(stream: Readable, nonce: string, on: ConstructorParameters<typeof RawOutput>[1]): Promise<void> {
  const output = new RawOutput(nonce, on);
  try {
    for await (const bytes of stream) output.push(bytes);
  } catch {
    // Reset by the end of the process.
  }
  output.end();
}

async function readLines(stream: Readable, onLine: (line: string) => Promise<void>): Promise<void> {
  const split = lineSplitter();
  try {
    for await (const bytes of stream as AsyncIterable<Buffer>) {
      for (const line of split(bytes)) await onLine(line);
    }
  } catch {
    // Reset by the end of the process.
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Which run's end a stream has reached. */
function markCounter() {
  let last = -1;
  let waiting: { run: number; resolve: () => void }[] = [];
  return {
    reached(run: number): void {
      last = Math.max(last, run);
      for (const one of waiting) if (one.run <= last) one.resolve();
      waiting = waiting.filter((one) => one.run > last);
    },
    until(run: number): Promise<void> {
      if (run <= last) return Promise.resolve();
      return new Promise((resolve) => void waiting.push({ run, resolve }));
    },
  };
}
