// A lattice: a function of electrons, which can be sent to the dispatcher, used as an electron, or just called.

import { CovalentError } from "../errors.ts";
import type { Lattice, LatticeOf, LatticeOptions } from "../types.ts";
import { hideFrames } from "./call-site.ts";
import {
  authorsFunction,
  type Callable,
  chosen,
  type Definition,
  define,
  definitionOf,
  givenName,
  runningOf,
} from "./definition.ts";
import { nameOf } from "./function-text.ts";
import { say } from "./say.ts";
import { currentScope, within } from "./scope.ts";

/**
 * Makes a lattice of a function that calls electrons; of a single electron, a lattice of one task. Called in another lattice
 * it adds its own electrons to that one's graph; called anywhere else it runs here and now, without a dispatcher.
 *
 * @throws NOT_A_FUNCTION, BAD_OPTION
 * @example
 * const workflow = ct.lattice((path: string) => train(load(path)));
 * const result = await ct.dispatchSync(workflow)("iris.csv");
 */
export function lattice<F extends CallableFunction>(fn: F, options?: LatticeOptions): LatticeOf<F>;
export function lattice(fn: Callable, options: LatticeOptions = {}): unknown {
  if (typeof fn !== "function") throw new CovalentError("NOT_A_FUNCTION", { what: say(fn), wanted: "lattice" });
  const again = definitionOf(fn, "lattice");
  const single = definitionOf(fn, "electron");
  const of: Definition = {
    kind: "lattice",
    fn: again?.fn ?? fn,
    get name() {
      return givenName(options.name) ?? again?.name ?? single?.name ?? nameOf(this.fn) ?? "lattice";
    },
    executor: chosen(options.executor) ?? again?.executor,
    running: runningOf(options, { kind: "lattice", fn, again, others: ["name", "executor"] }),
  };
  function call(this: unknown, ...args: unknown[]): unknown {
    const run = () => of.fn.apply(this, args);
    const scope = currentScope();
    if (scope?.phase !== "tracing") return within({ phase: "plain" }, run);
    scope.tracer.include(authorsFunction(of.fn));
    return run();
  }
  return define(call, of);
}

/** What a worker has after a sublattice's function arrived: a lattice as it is, anything else made into one. */
export function asLattice(fn: CallableFunction): Lattice {
  if (definitionOf(fn, "lattice")) return fn as unknown as Lattice;
  return lattice(fn as (...args: never[]) => unknown);
}

hideFrames(import.meta.url);
