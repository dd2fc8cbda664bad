// What a call of an electron means where it happens: a node of a graph, a part of a lattice that runs plainly, or just a call.

import { AsyncLocalStorage } from "node:async_hooks";
import { hideFrames } from "./call-site.ts";

/** Whoever turns calls of electrons into nodes. */
export interface Tracer {
  call(electron: object, args: unknown[], below: CallableFunction): unknown;
  /** A lattice's function adds its electrons to this graph. */
  include(lattice: CallableFunction): void;
  wait(child: unknown, parents: unknown[], below: CallableFunction): void;
}

export type Scope = { phase: "tracing"; tracer: Tracer } | { phase: "plain" };

/** The electron that is running, seen from inside. */
export interface Context {
  dispatchId: string;
  electronId: number;
  /** What the graph calls it. */
  name: string;
  /** Which try this is, counted from 1. */
  attempt: number;
  /** Aborted when the electron is cancelled. */
  signal: AbortSignal;
}

interface Stores {
  scope: AsyncLocalStorage<Scope | undefined>;
  context: AsyncLocalStorage<Context>;
}

const key = Symbol.for("covalent-ts.scope");
const place = globalThis as { [key]?: Stores };
// User code may load a copy of this package of its own: all copies of a process share one scope.
place[key] ??= { scope: new AsyncLocalStorage(), context: new AsyncLocalStorage() };
const stores = place[key];

export const currentScope = (): Scope | undefined => stores.scope.getStore();

export const within = <T>(scope: Scope, run: () => T): T => stores.scope.run(scope, run);

/** Runs what an electron runs: electrons called in there are plain calls, whatever lattice is around. */
export const runOutsideLattice = <T>(run: () => T): T => stores.scope.run(undefined, run);

/** Runs an electron with the context that it can ask for. */
export const withContext = <T>(context: Context, run: () => T): T => stores.context.run(context, run);

/** The running electron's dispatch, number, name, try and abort signal; undefined outside the workers. */
export const getContext = (): Context | undefined => stores.context.getStore();

hideFrames(import.meta.url);
