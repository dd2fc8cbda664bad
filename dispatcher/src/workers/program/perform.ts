// Runs one electron: from the bytes of its call to the bytes of its result.

import { setTimeout as delay } from "node:timers/promises";
import { CovalentError } from "covalent-ts/errors";
import type { FromWorker, ToWorker, WireValue } from "covalent-ts/protocol";
import {
  classesOf,
  decodeValue,
  describeError,
  encodeValue,
  inlineBytes,
  printValue,
  resolveWire,
} from "covalent-ts/ship";
import { isNoSpace, keepBlob, putBlob, readBlob, runOutsideLattice, withContext } from "covalent-ts/worker";
import type { Functions } from "./functions.ts";
import { isRetried } from "./is-retried.ts";

export type Run = Extract<ToWorker, { type: "run" }>;
export type EndMessage = Extract<FromWorker, { type: "returned" | "threw" | "traced" }>;
/** How an electron ended; how long that took is for who called to say. */
export type End = EndMessage extends infer M ? (M extends M ? Omit<M, "took" | "waits"> : never) : never;

export interface Bench {
  /** The data directory, whose blob store has big values. */
  directory: string;
  functions: Functions;
  signal: AbortSignal;
  now: () => number;
}

/** Never rejects: what the electron throws, and what cannot be sent, is an end as well. */
export async function perform(run: Run, bench: Bench): Promise<End> {
  const { attempt } = run;
  try {
    enter(run);
    const fn = await bench.functions.get(run.fn, run);
    const args = await argumentsOf(run, bench, classesOf(fn));
    if (run.kind === "sublattice") {
      // Loaded here: most workers never trace, and it comes with a parser.
      const { asLattice, traceLattice } = await import("covalent-ts/trace");
      const lattice = await traceLattice(asLattice(fn), args, {
        ...run,
        keep: (bytes) => keepBlob(bench.directory, bytes),
      });
      return { type: "traced", attempt, lattice, at: bench.now() };
    }
    const { dispatch: dispatchId, electron: electronId, name, nth } = run;
    const context = { dispatchId, electronId, name, attempt: nth, signal: bench.signal };
    const output: unknown = await withContext(context, () =>
      runOutsideLattice(() => Reflect.apply(fn, undefined, args)),
    );
    const { bytes } = encodeValue(output, { about: { what: `The output of electron '${run.name}'` } });
    const value = await keep(bytes, bench);
    return { type: "returned", attempt, value, printed: printValue(output, bytes.byteLength), at: bench.now() };
  } catch (thrown) {
    const missed = isMissingModule(thrown);
    const error = describeError(thrown);
    const retry = await isRetried(run, thrown, bench.functions);
    return { type: "threw", attempt, error, spent: false, missed, ...retry, at: bench.now() };
  }
}

function isMissingModule(thrown: unknown): boolean {
  const code = thrown instanceof Error && "code" in thrown ? thrown.code : undefined;
  return code === "PACKAGE_NOT_FOUND" || code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND";
}

function enter({ name, directory }: Run): void {
  try {
    process.chdir(directory);
  } catch (cause) {
    const reason = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    throw new CovalentError("DIRECTORY_NOT_ENTERED", { electron: name, directory, reason }, { cause });
  }
}

type ClassOf = ReturnType<typeof classesOf>;

async function argumentsOf({ call, inputs, directory }: Run, bench: Bench, classOf: ClassOf): Promise<unknown[]> {
  const values = new Map(inputs);
  const blobOf = (sha256: string): Promise<Uint8Array> => readBlob(bench.directory, sha256);
  const fill = (node: number): unknown => {
    const value = values.get(node);
    if (value === undefined) throw new Error(`the output of node ${node} was not sent with the call`);
    return resolveWire(value, { directory, readBlob: blobOf, classOf });
  };
  const args = await decodeValue(call, { directory, fill, readBlob: blobOf, classOf });
  if (!Array.isArray(args)) throw new Error("the call is no list of arguments");
  return args;
}

/** How often to try again while the disk has no room for an output, in milliseconds. */
const retryAfter = 500;

/** What was worked out, perhaps for hours, waits for room rather than being lost; being told to stop ends that, too. */
async function keep(bytes: Uint8Array, { directory, signal }: Bench): Promise<WireValue> {
  if (bytes.byteLength <= inlineBytes) return { at: "inline", bytes };
  for (let told = false; ; told = true) {
    try {
      return { at: "blob", ...(await putBlob(directory, bytes)) };
    } catch (cause) {
      if (!isNoSpace(cause)) throw cause;
      const full = new CovalentError("DISPATCHER_NO_SPACE", { directory }, { cause });
      if (signal.aborted) throw full;
      if (!told) console.error(`${full.message} The output, of ${bytes.byteLength} bytes, waits for that.`);
      await delay(retryAfter, undefined, { signal }).catch(() => undefined);
    }
  }
}
