// What an author imports: `import * as ct from "covalent-ts"`.

export {
  cancel,
  type DispatchOptions,
  dispatch,
  dispatches,
  dispatchSync,
  getResult,
  pause,
  resume,
  show,
  subscribe,
} from "./dispatch.ts";
export { CovalentError, type ErrorCode, LatticeError } from "./errors.ts";
export type { DispatchSummary, LatticeDocument } from "./protocol/document.ts";
export type { DispatchEvent } from "./protocol/events.ts";
export type { Place } from "./protocol/place.ts";
export type { ElectronState, LatticeState } from "./protocol/states.ts";
export type { ElectronResult, Result } from "./result.ts";
export type { Resources, RetryPolicy, RunOptions, Timeouts } from "./run-options.ts";
export { electron } from "./trace/electron.ts";
export { lattice } from "./trace/lattice.ts";
export { type Context, getContext } from "./trace/scope.ts";
export type {
  Argument,
  Arguments,
  Deferred,
  DispatchId,
  Electron,
  ElectronOf,
  ElectronOptions,
  Executor,
  Lattice,
  LatticeOf,
  LatticeOptions,
  Output,
} from "./types.ts";
export { wait } from "./wait.ts";
