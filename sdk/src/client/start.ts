// Starts the dispatcher of a data directory, as a process of its own that outlives whoever started it.

import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, constants, existsSync, mkdirSync, openSync, rmSync } from "node:fs";
import { access, mkdir, readFile, statfs } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type ConnectionFile, connectionPath, dataDirectory } from "covalent-ts/protocol";
import * as z from "zod";
import { type About, CovalentError, type ErrorCode, errorCodes } from "../errors.ts";
import { sightDispatcher } from "./connection.ts";
import { remoteFile } from "./remote.ts";

/** A dispatcher needs 0.3 s; a loaded machine gets a hundred times that before we give up, in milliseconds. */
const patience = 30_000;

/**
 * Starts the dispatcher of this data directory and waits until it takes requests. Where another process starts it at the
 * same moment, one of them wins, and both find it. `gone` is a connection file that nobody answered at, though some process
 * has its number by now.
 *
 * @throws DATA_DIRECTORY_NOT_WRITABLE, DISPATCHER_NO_SPACE, DISPATCHER_CANNOT_START with the last line of its log, or what the dispatcher itself
 * gave as the reason.
 */
export async function startDispatcher(directory: string, gone?: ConnectionFile): Promise<ConnectionFile> {
  await claim(directory);
  const logPath = join(directory, "dispatcher.log");
  const cannot = (reason: string) => new CovalentError("DISPATCHER_CANNOT_START", { directory, reason, log: logPath });
  const command = startCommand();
  if (command === undefined) throw cannot("@covalent-ts/dispatcher is not installed.");
  const child = ahead.get(directory) ?? spawnDispatcher(directory, command);
  let ended = endOf(child);
  child.once("error", (error) => {
    ended = error.message;
  });
  child.once("exit", () => {
    ended = endOf(child);
  });

  try {
    const deadline = performance.now() + patience;
    while (performance.now() < deadline) {
      const sighting = await sightDispatcher(directory);
      if (sighting.phase === "running" && sighting.connection.startedAt !== gone?.startedAt) return sighting.connection;
      if (ended !== undefined) {
        // A dispatcher that finds no space cannot even leave word of it.
        if (await isFull(directory)) throw new CovalentError("DISPATCHER_NO_SPACE", { directory });
        const failure = await startFailure(directory);
        if (failure === undefined) throw cannot(`it ended by ${ended}. ${await lastLine(logPath)}`.trimEnd());
        // Another process was quicker: its dispatcher is as good, and will leave its connection file.
        if (failure.code !== "DATA_DIRECTORY_IN_USE") throw failure;
      }
      await delay(5);
    }
    throw (await startFailure(directory)) ?? cannot(`it was not ready after ${patience / 1000} s.`);
  } finally {
    ahead.delete(directory);
  }
}

/** Dispatchers that nobody has waited for yet. */
const ahead = new Map<string, ChildProcess>();

/**
 * Starts the dispatcher if none can be running, and waits for nothing: for whoever needs one in a moment, and has something to
 * do until then. What goes wrong is said by `startDispatcher`, which takes it up from here.
 */
export function startAhead(directory: string = dataDirectory()): void {
  if (remoteFile() !== undefined || existsSync(connectionPath(directory)) || ahead.has(directory)) return;
  try {
    const command = startCommand();
    if (command === undefined) return;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const child = spawnDispatcher(directory, command);
    ahead.set(directory, child);
    const forget = (): void => {
      if (ahead.get(directory) === child) ahead.delete(directory);
    };
    child.once("error", forget).once("exit", forget);
  } catch {
    // It comes again, and then there is somebody to hear it.
  }
}

function spawnDispatcher(directory: string, [command = "", ...args]: readonly string[]): ChildProcess {
  rmSync(join(directory, "start-failure.json"), { force: true });
  const log = openSync(join(directory, "dispatcher.log"), "a", 0o600);
  try {
    const child = spawn(command, args, {
      cwd: directory,
      env: { ...process.env, COVALENT_DATA_DIR: directory },
      detached: true,
      stdio: ["ignore", log, log],
    });
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

/** Undefined while it lives. */
const endOf = ({ signalCode, exitCode }: ChildProcess): string | undefined =>
  signalCode ?? (exitCode === null ? undefined : `exit code ${exitCode}`);

/** Makes the data directory if need be, for its owner only. */
async function claim(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await access(directory, constants.W_OK | constants.X_OK);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CovalentError("DATA_DIRECTORY_NOT_WRITABLE", { directory, reason }, { cause: error });
  }
}

/** Less than this is none, in bytes: a store alone takes more. */
const leastSpace = 128 * 1024;

async function isFull(directory: string): Promise<boolean> {
  try {
    const { bavail, bsize } = await statfs(directory);
    return bavail * bsize < leastSpace;
  } catch {
    return false;
  }
}

const Command = z.array(z.string()).min(1);

/** `COVALENT_COMMAND` (a JSON list), else the installed dispatcher's own command. */
function startCommand(): string[] | undefined {
  const given = process.env["COVALENT_COMMAND"];
  if (given) return [...Command.parse(JSON.parse(given)), "daemon"];
  const bin = findBin();
  // Run from source, the dispatcher needs what this process was told on its command line.
  const flags = import.meta.url.endsWith(".ts") ? ["--conditions=source"] : [];
  return bin === undefined ? undefined : [process.execPath, ...flags, bin, "daemon"];
}

/** The dispatcher is nobody's import: it is found beside this package, or from where the author works. */
function findBin(): string | undefined {
  for (const from of [import.meta.url, join(process.cwd(), "package.json")]) {
    try {
      const manifest = createRequire(from).resolve("@covalent-ts/dispatcher/package.json");
      return join(dirname(manifest), "bin", "covalent.mjs");
    } catch {
      // not from there
    }
  }
  return undefined;
}

const StartFailure = z.object({
  startFailure: z.object({
    code: z.custom<ErrorCode>((code) => (errorCodes as unknown[]).includes(code)),
    about: z.custom<About[ErrorCode]>((about) => typeof about === "object" && about !== null),
  }),
});

/** What the dispatcher said of its failure, as it would have thrown it. */
async function startFailure(directory: string): Promise<CovalentError | undefined> {
  try {
    const text = await readFile(join(directory, "start-failure.json"), "utf8");
    const { code, about } = StartFailure.parse(JSON.parse(text)).startFailure;
    return new CovalentError(code, about);
  } catch {
    return undefined;
  }
}

async function lastLine(path: string): Promise<string> {
  const text = await readFile(path, "utf8").catch(() => "");
  return text.trimEnd().split("\n").at(-1) ?? "";
}
