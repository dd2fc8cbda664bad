// The `covalent-kernel` command: finds the subcommand, runs it, and says in one line what went wrong.

import { fileURLToPath } from "node:url";
import { UsageError } from "./cli/usage.ts";

/** What ships beside this file, found from here because bundles move everything else. */
const extension = import.meta.filename.endsWith(".ts") ? "ts" : "js";
const runner = new URL(`./runner/inside/start.${extension}`, import.meta.url);

/** Loaded when it is asked for: a kernel should be there at once. */
const commands = {
  serve: {
    load: () => import("./cli/serve.ts"),
    usage: "serve -f CONNECTION_FILE",
    purpose: "be the kernel of a connection file",
  },
  run: {
    load: () => import("./cli/run.ts"),
    usage: "run NOTEBOOK [--output FILE] [--timeout SECONDS]",
    purpose: "execute a notebook and write what came of it",
  },
  install: {
    load: () => import("./cli/install.ts"),
    usage: "install [--user | --sys-prefix | --prefix DIR] [--name NAME] [--display-name TEXT]",
    purpose: "make the kernel known to Jupyter",
  },
  uninstall: {
    load: () => import("./cli/uninstall.ts"),
    usage: "uninstall [--user | --sys-prefix | --prefix DIR] [--name NAME]",
    purpose: "make Jupyter forget it",
  },
  doctor: {
    load: () => import("./cli/doctor.ts"),
    usage: "doctor [--user | --sys-prefix | --prefix DIR] [--name NAME]",
    purpose: "say what is wrong with an installation",
  },
} as const;

const usage = [
  "Usage:",
  ...Object.values(commands).map((command) => `  covalent-kernel ${command.usage}\n      ${command.purpose}`),
].join("\n");

/** Resolves to the exit code; rejects never. */
export async function main(argv: string[]): Promise<number> {
  try {
    return await dispatch(argv);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const isUsage = isUsageError(error) || isParseError(error);
    process.stderr.write(`${message}\n${isUsage ? `${usage}\n` : ""}`);
    return isUsage ? 2 : 1;
  }
}

async function dispatch([name, ...rest]: string[]): Promise<number> {
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    process.stdout.write(`${usage}\n`);
    return name === undefined ? 2 : 0;
  }
  if (!isCommand(name)) throw new UsageError(`There is no command '${name}'.`);
  const { run } = await commands[name].load();
  return run(rest, { runner: fileURLToPath(runner), program: process.argv[1] ?? "" });
}

const isCommand = (name: string): name is keyof typeof commands => Object.hasOwn(commands, name);

/** By its name, because each program is built with a class of its own. */
const isUsageError = (error: unknown): boolean => error instanceof Error && error.name === "UsageError";

/** Of `parseArgs`: an option that does not exist, or lacks its value. */
const isParseError = (error: unknown): boolean =>
  error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
