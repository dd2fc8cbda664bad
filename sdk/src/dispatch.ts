// Sends lattices to the dispatcher, and asks about what was sent.

import { randomUUID } from "node:crypto";
import { dirname } from "node:path";
import { sharedClient } from "./client/shared.ts";
import { startAhead } from "./client/start.ts";
import { openOutgoingValues } from "./client/values.ts";
import { CovalentError } from "./errors.ts";
import { host } from "./host.ts";
import type { DispatchSummary, LatticeDocument } from "./protocol/document.ts";
import type { DispatchEvent } from "./protocol/events.ts";
import { toColumns } from "./protocol/graph-columns.ts";
import type { LatticeState } from "./protocol/states.ts";
import { type Result, readResult } from "./result.ts";
import { checkNames, readPriority } from "./run-options.ts";
import { atCallOf } from "./trace/at-call.ts";
import { callSite, hideFrames } from "./trace/call-site.ts";
import { definitionOf } from "./trace/definition.ts";
import { say } from "./trace/say.ts";
import { traceLattice } from "./trace/trace-lattice.ts";
import type { DispatchId, Lattice, Output } from "./types.ts";

export interface DispatchOptions {
  /**
   * That of its electrons that have none of their own: a whole number from -1_000_000 to 1_000_000. Of all that could start,
   * of whatever dispatch, the highest does; dispatches of one priority take turns. @defaultValue 0
   */
  priority?: number;
}

/**
 * Traces the lattice with the arguments given, hands its graph to the dispatcher (which is started if it does not run), and
 * resolves to the dispatch's id as soon as the dispatcher has it on disk. From then on it runs, whatever becomes of this
 * process.
 *
 * @throws NOT_A_LATTICE, BAD_OPTION; rejects with what `traceLattice` throws, DISPATCHER_CANNOT_START or DISPATCHER_LOST
 * @example
 * const id = await ct.dispatch(workflow)("iris.csv");
 */
export function dispatch<A extends unknown[], R>(
  lattice: Lattice<A, R>,
  options: DispatchOptions = {},
): (...args: A) => Promise<DispatchId<Output<R>>> {
  const of = definitionOf(lattice, "lattice");
  if (of === undefined) throw new CovalentError("NOT_A_LATTICE", { what: say(lattice) });
  const calledWith = () => `ct.dispatch of lattice '${of.name}'`;
  checkNames(options, ["priority"], calledWith);
  const priority = options.priority === undefined ? undefined : readPriority(options.priority, calledWith);
  return function submit(...args: A): Promise<DispatchId<Output<R>>> {
    return atCallOf(submit, async () => {
      const origin = callSite(submit)?.place ?? null;
      // It takes as long to start as a first trace.
      startAhead();
      const values = openOutgoingValues();
      try {
        const traced = await traceLattice(lattice, args, { keep: values.keep });
        const client = await sharedClient();
        const requestKey = randomUUID();
        await values.deliver(client, requestKey);
        const directory = workFolder();
        const columns = { ...traced, graph: toColumns(traced.graph) };
        const ask = { lattice: columns, requestKey, origin, directory, priority };
        const { dispatch: id } = await client.ask("submit", ask);
        host().dispatched?.(id, traced.name, client.directory);
        return id;
      } finally {
        values[Symbol.dispose]();
      }
    });
  };
}

/**
 * Dispatches, and waits for the end. The promise resolves to a `Result` even when the lattice failed: `status` and `error`
 * say so, and `unwrap()` throws that error.
 *
 * @throws as `dispatch`
 */
export function dispatchSync<A extends unknown[], R>(
  lattice: Lattice<A, R>,
  options: DispatchOptions = {},
): (...args: A) => Promise<Result<Output<R>>> {
  const submit = dispatch(lattice, options);
  return function submitAndWait(...args: A) {
    return atCallOf(submitAndWait, async () => await getResult(await submit(...args), { wait: true }));
  };
}

/**
 * What a dispatch has come to. Its type is that of the lattice for an id from `dispatch`; for any other it can be given.
 *
 * @param options.wait Wait until it has ended. @defaultValue false
 * @throws NOT_A_DISPATCH, UNKNOWN_DISPATCH
 */
export function getResult<R = unknown>(
  id: DispatchId<R> | string,
  options: { wait?: boolean } = {},
): Promise<Result<R>> {
  return atCallOf(getResult, async () => {
    checkId(id);
    const client = await sharedClient();
    return await readResult<R>(client, id, { folder: workFolder(), wait: options.wait ?? false });
  });
}

/**
 * Lets nothing more of a dispatch start until `resume`: what runs goes on, what waits goes on waiting, and timeouts go on
 * running out. It stays so when the dispatcher is started again. Resolves to false if it was paused already, or has ended.
 *
 * @throws NOT_A_DISPATCH, UNKNOWN_DISPATCH
 */
export function pause(id: string): Promise<boolean> {
  return atCallOf(pause, () => setPaused(id, true));
}

/**
 * Lets a dispatch go on that was paused. Resolves to false if it was not, or has ended.
 *
 * @throws NOT_A_DISPATCH, UNKNOWN_DISPATCH
 */
export function resume(id: string): Promise<boolean> {
  return atCallOf(resume, () => setPaused(id, false));
}

async function setPaused(id: string, paused: boolean): Promise<boolean> {
  checkId(id);
  const client = await sharedClient();
  return (await client.ask("pause", { dispatch: id, paused })).changed;
}

/**
 * Cancels a dispatch; or only some of its electrons, by number, and with them what depends on them. Resolves to how many
 * electrons were cancelled.
 *
 * @throws NOT_A_DISPATCH, UNKNOWN_DISPATCH, UNKNOWN_ELECTRON
 */
export function cancel(id: string, electrons?: readonly number[]): Promise<number> {
  return atCallOf(cancel, async () => {
    checkId(id);
    const client = await sharedClient();
    const ask = electrons === undefined ? { dispatch: id } : { dispatch: id, electrons: [...electrons] };
    return (await client.ask("cancel", ask)).cancelled;
  });
}

/** The latest dispatches, newest first. @param options.limit How many at most. @defaultValue 20 */
export function dispatches(options: { limit?: number; state?: LatticeState } = {}): Promise<DispatchSummary[]> {
  const { limit = 20, state } = options;
  return atCallOf(dispatches, async () => {
    const client = await sharedClient();
    return (await client.ask("list", state === undefined ? { limit } : { limit, state })).dispatches;
  });
}

/**
 * Shows the graph of a dispatch under the cell that asks, as if it had made it: also after the kernel was restarted, or in
 * another notebook. It goes on until the dispatch has ended. Outside a notebook it is printed as text, as it is now.
 *
 * @throws NOT_A_DISPATCH, UNKNOWN_DISPATCH
 */
export function show(id: string): Promise<void> {
  return atCallOf(show, async () => {
    checkId(id);
    const client = await sharedClient();
    const { document } = await client.ask("snapshot", { dispatch: id });
    const { dispatched } = host();
    if (dispatched !== undefined) return dispatched(id, document.lattice, client.directory);
    const { describeLattice } = await import("./draw/index.ts");
    console.log(describeLattice(document));
  });
}

/**
 * Calls the listener with the dispatch as it is now, and again after all that happens to it. Ends with the disposal of what
 * it resolves to; until then it keeps the process alive.
 *
 * @param listener Gets the lattice document, and the events since the last call (none at first).
 * @throws NOT_A_DISPATCH, UNKNOWN_DISPATCH
 */
export function subscribe(
  id: string,
  listener: (document: LatticeDocument, events: DispatchEvent[]) => void,
): Promise<Disposable> {
  return atCallOf(subscribe, async () => {
    checkId(id);
    return (await sharedClient()).follow(id, listener);
  });
}

function checkId(id: unknown): void {
  if (typeof id !== "string") throw new CovalentError("NOT_A_DISPATCH", { what: say(id) });
}

/** Where the author works: packages are found and electrons run there. */
function workFolder(): string {
  const { notebook } = host();
  return notebook === undefined ? process.cwd() : dirname(notebook);
}

hideFrames(import.meta.url);
