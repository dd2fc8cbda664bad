// The `covalent` command: finds out which of its commands is meant, and what its end says to the shell.

import { createRequire } from "node:module";
import { CovalentError } from "covalent-ts/errors";
import { CallError, type Command, type ExitCode } from "./command.ts";
import { backup } from "./commands/backup.ts";
import { cancel } from "./commands/cancel.ts";
import { check } from "./commands/check.ts";
import { daemon } from "./commands/daemon.ts";
import { pause, resume } from "./commands/hold.ts";
import { kernel } from "./commands/kernel.ts";
import { logs } from "./commands/logs.ts";
import { ls } from "./commands/ls.ts";
import { purge } from "./commands/purge.ts";
import { restart } from "./commands/restart.ts";
import { show } from "./commands/show.ts";
import { start } from "./commands/start.ts";
import { status } from "./commands/status.ts";
import { stop } from "./commands/stop.ts";
import { story } from "./commands/story.ts";
import { top } from "./commands/top.ts";
import { trace } from "./commands/trace.ts";
import { sayCommandHelp, sayHelp } from "./help.ts";
import { nearest } from "./nearest.ts";
import { openTerminal, type Terminal } from "./terminal.ts";

const commands: readonly Command[] = [
  start,
  stop,
  restart,
  status,
  top,
  ls,
  show,
  story,
  trace,
  cancel,
  pause,
  resume,
  purge,
  backup,
  check,
  logs,
  kernel,
  daemon,
];

/** Runs one command line. Resolves to its exit code; whatever goes wrong is said on stderr. */
export async function main(args: readonly string[]): Promise<ExitCode> {
  const terminal = openTerminal(process.stdout, process.stderr, process.env);
  try {
    return await run(args, terminal);
  } catch (error) {
    terminal.remark(say(error));
    return error instanceof CallError ? 2 : 1;
  }
}

async function run([name, ...rest]: readonly string[], terminal: Terminal): Promise<ExitCode> {
  if (name === undefined || name === "-h" || name === "--help" || name === "help") {
    const about = commands.find((command) => command.name === rest[0]);
    if (about === undefined) sayHelp(commands, terminal);
    else sayCommandHelp(about, terminal);
    return name === undefined ? 2 : 0;
  }
  if (name === "-v" || name === "--version") {
    terminal.print(version());
    return 0;
  }
  const command = commands.find((command) => command.name === name);
  if (command === undefined) throw new CallError(unknown(name));
  if (command !== kernel && (rest.includes("-h") || rest.includes("--help"))) {
    sayCommandHelp(command, terminal);
    return 0;
  }
  return command.run(rest, terminal);
}

function unknown(name: string): string {
  const meant = nearest(
    name,
    commands.map(({ name }) => name),
  );
  const hint = meant === undefined ? "See covalent --help." : `Did you mean covalent ${meant}?`;
  return `covalent has no command '${name}'. ${hint}`;
}

function version(): string {
  const { version }: { version: string } = createRequire(import.meta.url)("@covalent-ts/dispatcher/package.json");
  return version;
}

/** Errors of ours say what to do; of others, the stack says where to look. */
function say(error: unknown): string {
  if (error instanceof CovalentError || error instanceof CallError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
