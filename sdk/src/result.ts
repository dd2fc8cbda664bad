// What became of a dispatch, for the author's code: its value, or why there is none, and each of its electrons.

import { inspect } from "node:util";
import type { Client } from "./client/client.ts";
import { readValueBytes } from "./client/values.ts";
import { errorFromWire } from "./client/wire-error.ts";
import { CovalentError } from "./errors.ts";
import type { ElectronView, LatticeDocument } from "./protocol/document.ts";
import type { ArgumentView } from "./protocol/graph.ts";
import type { Place } from "./protocol/place.ts";
import type { Get } from "./protocol/requests.ts";
import type { ElectronState, LatticeState } from "./protocol/states.ts";
import type { WireValue } from "./protocol/value.ts";
import { resolveWire } from "./ship/index.ts";

/** One electron of a dispatch. What may be big, or needs the author's code to be read, is fetched when it is asked for. */
export interface ElectronResult {
  readonly id: number;
  readonly name: string;
  readonly kind: "electron" | "sublattice";
  /** The sublattice electron that it belongs to; undefined at the top level. */
  readonly parent: number | undefined;
  readonly state: ElectronState;
  readonly startTime: Date | undefined;
  readonly endTime: Date | undefined;
  readonly inputs: readonly ArgumentView[];
  /** Where it is called in the lattice. */
  readonly place: Place | undefined;
  /** Its output; undefined until it has one. */
  value(): Promise<unknown>;
  /** What its last attempt printed. */
  stdout(): Promise<string>;
  stderr(): Promise<string>;
  /** What its last attempt threw, with the stack in the author's lines; undefined if it threw nothing. */
  error(): Promise<Error | undefined>;
}

/** A dispatch, as it was when the result was read: ask again with `getResult` for what happened since. */
export interface Result<R = unknown> {
  readonly dispatchId: string;
  /** Name of the lattice. */
  readonly lattice: string;
  readonly status: LatticeState;
  /** What the lattice returned; undefined unless the status is COMPLETED. */
  readonly value: R | undefined;
  /** DISPATCH_FAILED, which names what failed, with the first failure as its cause; or DISPATCH_CANCELLED. */
  readonly error: CovalentError | undefined;
  readonly startTime: Date | undefined;
  readonly endTime: Date | undefined;
  readonly inputs: readonly ArgumentView[];
  /** Each of its electrons, as it is when this is called. */
  electrons(): Promise<ElectronResult[]>;
  /** All that a graph shows, as it is when this is called. */
  document(): Promise<LatticeDocument>;
  /**
   * What the lattice returned, or else the error is thrown.
   *
   * @throws DISPATCH_FAILED, DISPATCH_CANCELLED, DISPATCH_UNFINISHED
   */
  unwrap(): R;
}

type Asking = Pick<Client, "ask" | "directory" | "isRemote">;

/** Reads the result of a dispatch: now, or once it has ended. Values are decoded with packages found from `folder`. */
export async function readResult<R>(
  client: Asking,
  dispatch: string,
  { folder, wait }: { folder: string; wait: boolean },
): Promise<Result<R>> {
  const got = await client.ask("result", wait ? { dispatch, wait } : { dispatch });
  const { state, lattice } = got;
  const document = async (): Promise<LatticeDocument> => (await client.ask("snapshot", { dispatch })).document;
  const value = got.value === null ? undefined : ((await decode(client, got.value, folder)) as R);
  const error = failure(got);
  const result = {
    dispatchId: dispatch,
    lattice,
    status: state,
    value,
    error,
    startTime: date(got.startedAt),
    endTime: date(got.endedAt),
    inputs: got.inputs,
    document,
    electrons: async () => (await document()).electrons.map((view) => readElectron(client, dispatch, view, folder)),
    unwrap(): R {
      if (state === "COMPLETED") return value as R;
      const reason = error ?? new CovalentError("DISPATCH_UNFINISHED", { dispatch, lattice });
      Error.captureStackTrace(reason, result.unwrap);
      throw reason;
    },
  };
  Object.defineProperty(result, inspect.custom, { value: () => show(result) });
  return result;
}

const date = (millis: number | null): Date | undefined => (millis === null ? undefined : new Date(millis));

const decode = (client: Asking, value: WireValue, folder: string): Promise<unknown> =>
  resolveWire(value, { directory: folder, readBlob: (sha256) => readValueBytes(client, sha256) });

function readElectron(client: Asking, dispatch: string, view: ElectronView, folder: string): ElectronResult {
  const electron = view.id;
  const printed = async (stream: "stdout" | "stderr") => {
    const { log } = await client.ask("electron", { dispatch, electron });
    const last = log.at(-1)?.attempt;
    return log
      .filter((piece) => piece.stream === stream && piece.attempt === last)
      .map(({ text }) => text)
      .join("");
  };
  return {
    id: electron,
    name: view.name,
    kind: view.kind,
    parent: view.parent ?? undefined,
    state: view.state,
    startTime: date(view.startedAt),
    endTime: date(view.endedAt),
    inputs: view.arguments,
    place: view.place ?? undefined,
    async value() {
      const { value } = await client.ask("value", { dispatch, electron });
      return value === null ? undefined : await decode(client, value, folder);
    },
    stdout: () => printed("stdout"),
    stderr: () => printed("stderr"),
    async error() {
      const { error } = await client.ask("electron", { dispatch, electron });
      return error === null ? undefined : errorFromWire(error);
    },
  };
}

function failure({ dispatch, lattice, state, error }: Get<"result">): CovalentError | undefined {
  if (state === "CANCELLED") return new CovalentError("DISPATCH_CANCELLED", { dispatch, lattice });
  if (state !== "FAILED") return undefined;
  const failed = error === null ? undefined : errorFromWire(error);
  if (failed instanceof CovalentError) return failed;
  const failures = failed === undefined ? "it does not say why." : String(failed);
  return new CovalentError("DISPATCH_FAILED", { dispatch, lattice, failures, remedy: null }, { cause: failed });
}

/** How a notebook or a console shows a result. */
function show(result: Result): string {
  const { dispatchId, lattice, status, value, error, startTime, endTime } = result;
  const took = startTime && endTime ? ` in ${(endTime.getTime() - startTime.getTime()) / 1000} s` : "";
  const outcome = status === "COMPLETED" ? `\n${inspect(value)}` : error === undefined ? "" : `\n${error.message}`;
  return `${lattice} ${status}${took} (dispatch ${dispatchId})${outcome}`;
}
