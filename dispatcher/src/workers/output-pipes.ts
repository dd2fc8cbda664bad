// The pipes that a worker prints into: named, so that they outlive the dispatcher that reads them, with what is still in them.

import { execFile } from "node:child_process";
import { constants, open } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { Socket } from "node:net";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { endsIn } from "./brief-ends.ts";

/** Our ends of them. */
export interface OutputPipes {
  stdout: Readable;
  stderr: Readable;
  /** Takes their names away; they are read to their end all the same. */
  remove(): Promise<void>;
}

export interface MadePipes extends OutputPipes {
  /** The worker's ends, for whoever starts it to close. */
  ends: { stdout: number; stderr: number };
}

// Gives a number, and no handle: that would close the file when it is collected.
const openFile = promisify(open);

const pathsOf = (folder: string, identity: string): [out: string, err: string] => [
  join(folder, `${identity}.out`),
  join(folder, `${identity}.err`),
];

/** Makes both in a folder that only its owner can enter. */
export async function makeOutputPipes(folder: string, identity: string): Promise<MadePipes> {
  const [out, err] = pathsOf(folder, identity);
  // Node has no call for it.
  await promisify(execFile)("mkfifo", ["-m", "600", out, err]);
  const pipes = await openOutputPipes(folder, identity);
  // For reading, too: while nobody else reads, whoever prints into a full pipe waits, rather than being ended by SIGPIPE.
  const stdout = await openFile(out, constants.O_RDWR);
  const stderr = await openFile(err, constants.O_RDWR);
  return { ...pipes, ends: { stdout, stderr } };
}

/** Opens what was made before, perhaps by another dispatcher. */
export async function openOutputPipes(folder: string, identity: string): Promise<OutputPipes> {
  const [out, err] = pathsOf(folder, identity);
  const [stdout, stderr] = await Promise.all([reader(out), reader(err)]);
  return {
    stdout,
    stderr,
    async remove() {
      await Promise.all([out, err].map((path) => rm(path, { force: true })));
    },
  };
}

async function reader(path: string): Promise<Readable> {
  const fd = await openFile(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return new Socket({ fd, readable: true, writable: false });
}

/** Removes those of workers that are no more, and what else they left there. */
export async function sweepOutputPipes(folder: string, living: readonly string[]): Promise<void> {
  const kept = new Set(living.flatMap((identity) => [...pathsOf(folder, identity), endsIn(folder, identity)]));
  const paths = (await readdir(folder))
    .filter((name) => /\.(out|err|ends)$/.test(name))
    .map((name) => join(folder, name));
  await Promise.all(paths.filter((path) => !kept.has(path)).map((path) => rm(path, { force: true })));
}
