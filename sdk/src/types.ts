// The types of electrons and lattices: what an author's function takes and returns, kept, and widened by what a lattice passes around.

import type { ExecutorChoice } from "./protocol/graph.ts";
import type { RunOptions } from "./run-options.ts";

type Primitive = string | number | boolean | bigint | symbol | null | undefined;

/** Passed as a whole: nobody builds one out of the outputs of electrons. */
type Whole =
  | ((...args: never[]) => unknown)
  | Date
  | RegExp
  | Error
  | ArrayBuffer
  | ArrayBufferView
  | ReadonlyMap<unknown, unknown>
  | ReadonlySet<unknown>
  | PromiseLike<unknown>;

/** What may be passed where an electron takes a `T`: a value, a promised one, or a plain array or object of such. */
export type Argument<T> =
  | T
  | PromiseLike<T>
  | (T extends Primitive | Whole ? never : T extends object ? (Parts<T> extends T ? Assembled<T> : never) : never);

/** The same shape. An instance of a class with private parts is more than its shape, and cannot be assembled. */
type Parts<T> = { [K in keyof T]: T[K] };
type Assembled<T> = { [K in keyof T]: Argument<T[K]> };

export type Arguments<A extends readonly unknown[]> = { [K in keyof A]: Argument<A[K]> };

/** What a lattice's return value is once it is computed: promises at any depth of plain arrays and objects are what they promised. */
export type Output<T> =
  T extends PromiseLike<infer U>
    ? Output<U>
    : T extends Primitive | Whole
      ? T
      : T extends object
        ? Parts<T> extends T
          ? { [K in keyof T]: Output<T[K]> }
          : T
        : T;

/**
 * A task. Called in a lattice it becomes a node of the transport graph; called anywhere else it is the function that it was
 * made of.
 *
 * An interface with nothing but the call: TypeScript then keeps the type parameters of a generic function.
 */
export type Electron<A extends unknown[] = never[], R = unknown> = (...args: Arguments<A>) => R;

declare const lattice: unique symbol;

/** A workflow. `dispatch` sends it to the dispatcher; called, it runs here and now, like any function. */
export interface Lattice<A extends unknown[] = never[], R = unknown> {
  (...args: A): R;
  /** Tells lattices from functions; not there at run time. */
  readonly [lattice]: true;
}

/**
 * The electron that a function becomes. A generic or overloaded function is another once it is taken apart and put together
 * again: it stays as it is, beside its widened form.
 */
export type ElectronOf<F> = F extends (...args: infer A extends unknown[]) => infer R
  ? ((...args: A) => R) extends Plain<F>
    ? F extends Electron<infer Own, R>
      ? Electron<Own, R>
      : Electron<A, R>
    : F & Electron<A, R>
  : never;

/** A lattice without what tells it from a function. */
type Plain<F> = F extends Lattice<infer A, infer R> ? (...args: A) => R : F;

/** The lattice that a function becomes; of an electron, the lattice of that one task. */
export type LatticeOf<F> =
  F extends Electron<infer A, infer R>
    ? Lattice<A, R>
    : F extends (...args: infer A extends unknown[]) => infer R
      ? Lattice<A, R>
      : never;

declare const returns: unique symbol;

/** Names a dispatch. Any string will do; one from `dispatch` knows, for the type check, what its lattice returns. */
export type DispatchId<R = unknown> = string & { readonly [returns]?: R };

/** The output of an electron while a lattice is traced: it is not there yet, and can be passed on, or taken apart. */
export type Deferred<T> = T | PromiseLike<T>;

/** Which executor runs an electron: its name, or its name with options that this executor understands. */
export type Executor = string | ExecutorChoice;

/** The electron of an exported function. Called plainly it imports its module first, so it always returns a promise. */
export type ModuleElectron<F> = F extends (...args: infer A extends unknown[]) => infer R
  ? Electron<A, Promise<Awaited<R>>>
  : Electron<unknown[], Promise<unknown>>;

export type ModuleElectronOptions = Omit<ElectronOptions, "using">;

export interface ElectronOptions extends RunOptions {
  /** What the graph calls it. @defaultValue the name of the function, or of the variable that the electron is assigned to */
  name?: string;
  /** Where it runs. @defaultValue the executor of the lattice that calls it */
  executor?: Executor;
  /**
   * What names that the function takes from around it are on the worker, instead of what they are here: for what cannot be
   * sent, or cannot be seen. `this` gives that of an arrow function: `ct.electron(() => this.rate, { using: { this: this } })`.
   * They are read once, here; plain calls go on with what is around.
   */
  using?: Readonly<Record<string, unknown>>;
}

/** What is asked of the running of electrons holds for those of its electrons that do not say. */
export interface LatticeOptions extends RunOptions {
  /** What lists and graphs call it. @defaultValue the name of the function, or of the variable that the lattice is assigned to */
  name?: string;
  /** Where those of its electrons run that do not say. @defaultValue "local" */
  executor?: Executor;
}
