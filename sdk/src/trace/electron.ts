// An electron: a function that becomes a node of the graph where a lattice is traced, and is just called elsewhere.

import { CovalentError } from "../errors.ts";
import type { ElectronOf, ElectronOptions, ModuleElectron, ModuleElectronOptions } from "../types.ts";
import { callSite, hideFrames } from "./call-site.ts";
import { contentsOf, settle } from "./contents.ts";
import { type Callable, chosen, type Definition, define, definitionOf, givenName, runningOf } from "./definition.ts";
import { nameOf } from "./function-text.ts";
import { folderOf, moduleFunction } from "./module-function.ts";
import { say } from "./say.ts";
import { currentScope, runOutsideLattice } from "./scope.ts";

/**
 * Makes an electron of a function, or of a lattice: a sublattice, which is traced when it runs, with real values.
 *
 * In a lattice, calling it adds a node to the graph and returns what stands for its output. Anywhere else, and inside other
 * electrons, it is the function itself.
 *
 * @throws NOT_A_FUNCTION, BAD_OPTION
 * @example
 * const train = ct.electron(async (rows: number[][], degree = 2) => fit(rows, degree));
 */
// By `F` rather than by its parameters, or the type of `degree = 2` would be unknown.
export function electron<F extends CallableFunction>(fn: F, options?: ElectronOptions): ElectronOf<F>;
export function electron(fn: Callable, options: ElectronOptions = {}): unknown {
  if (typeof fn !== "function") throw new CovalentError("NOT_A_FUNCTION", { what: say(fn), wanted: "electron" });
  const again = definitionOf(fn, "electron");
  const of: Definition = {
    kind: "electron",
    fn: again?.fn ?? fn,
    get name() {
      return givenName(options.name) ?? again?.name ?? nameOf(this.fn) ?? "electron";
    },
    executor: chosen(options.executor) ?? again?.executor,
    using: options.using ?? again?.using,
    running: runningOf(options, { kind: "electron", fn, again, others: ["name", "executor", "using"] }),
  };
  function call(this: unknown, ...args: unknown[]): unknown {
    const scope = currentScope();
    if (scope?.phase === "tracing") return scope.tracer.call(call, args, call);
    const run = (values: unknown[]) => runOutsideLattice(() => of.fn.apply(this, values));
    // A lattice that runs plainly passes promises where a traced one passes deferred values.
    if (scope?.phase === "plain" && contentsOf(args).promised)
      return settle(args).then((them) => run(them as unknown[]));
    return run(args);
  }
  return define(call, of);
}

/**
 * Makes an electron of a function that a module exports. Nothing is captured: the worker imports the module.
 *
 * Where it is called plainly, it imports the module too, and so returns a promise.
 *
 * @param module A package, or a file: by its URL, or by its path from the folder of the file or notebook that says this.
 * @throws NO_SUCH_EXPORT, and what importing throws, when it is called
 * @example
 * const train = ct.electron.module<typeof import("./train.ts").train>("./train.ts", "train");
 */
electron.module = function named<F extends CallableFunction>(
  module: string | URL,
  exportName: string,
  options: ModuleElectronOptions = {},
): ModuleElectron<F> {
  const fn = moduleFunction(module, exportName, folderOf(callSite(electron.module)?.place.file));
  return electron(fn, { name: exportName, ...options }) as unknown as ModuleElectron<F>;
};

hideFrames(import.meta.url);
