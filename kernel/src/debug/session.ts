// The debugger's hold on the process of the cells: attached or not, and where the program stands while it is stopped.

import type { Dictionary } from "covalent-ts/jupyter";
import type { Inspected } from "../runner/reports.ts";
import type { Inspect } from "../runner/urgent-commands.ts";
import { Breakpoints } from "./breakpoints.ts";
import { type CallFrame, Paused, ScriptParsed } from "./cdp.ts";
import type { CellFiles } from "./cell-files.ts";
import type { CellScript, CellScripts } from "./cell-scripts.ts";
import { isHandled } from "./handled.ts";
import { Inspector } from "./inspector.ts";
import { LineStep } from "./line-step.ts";
import { type Frame, Stack, type StackFrame } from "./stack.ts";
import { Variables } from "./variables.ts";

export interface SessionOptions {
  scripts: CellScripts;
  files: CellFiles;
  /** To V8's inspector in the process that cells run in now. */
  inspect(request: Omit<Inspect, "type">): void;
  /** That process's id. */
  pid(): number;
  /** A `debug_event`. */
  tell(event: string, body: Dictionary): Promise<void>;
}

/** The one thread that cells run on. */
export const thread = { id: 1, name: "cells" };

/** Awaits that are followed up from where the program stands. */
const awaitsFollowed = 8;

export interface Stop {
  frames: Frame[];
  awaiting: StackFrame[];
}

export type ExceptionFilter = "raised" | "uncaught";

export class Session {
  readonly #options: SessionOptions;
  readonly inspector: Inspector;
  readonly breakpoints: Breakpoints;
  readonly variables: Variables;
  #stack: Stack;
  /** The process that is attached to. */
  #attached: { pid: number; ready: Promise<void> } | undefined;
  #wanted = false;
  #filters: ReadonlySet<string> = new Set();
  #pauseAsked = false;
  #stop: Stop | undefined;
  #step: LineStep | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { scripts, files } = options;
    this.inspector = new Inspector(options.inspect, (method, params) => this.#happened(method, params));
    this.breakpoints = new Breakpoints(this.inspector, scripts, files);
    this.variables = new Variables(this.inspector);
    this.#stack = new Stack(scripts, files);
  }

  get isStarted(): boolean {
    return this.#wanted;
  }

  /** Where the program stands; undefined while it runs. */
  get stop(): Stop | undefined {
    return this.#stop;
  }

  get modules(): string[] {
    return this.#stack.modules();
  }

  hear(it: Inspected): void {
    this.inspector.hear(it);
  }

  async attach(): Promise<void> {
    this.#wanted = true;
    await this.attached();
  }

  /** The process may be another one since: it is attached to then as the last one was. */
  attached(): Promise<void> {
    if (!this.#wanted) return Promise.reject(new Error("The debugger is not attached: send `attach` first."));
    const pid = this.#options.pid();
    if (this.#attached?.pid !== pid) this.#attached = { pid, ready: this.#enable() };
    return this.#attached.ready;
  }

  async #enable(): Promise<void> {
    await this.inspector.ask("Debugger.enable");
    await this.inspector.ask("Debugger.setAsyncCallStackDepth", { maxDepth: awaitsFollowed });
    await this.#applyFilters();
    await this.breakpoints.restore();
  }

  /** Nothing is left of it: cells run as fast as before. */
  async detach(): Promise<void> {
    const wasAttached = this.#attached !== undefined;
    this.#wanted = false;
    this.#attached = undefined;
    this.#filters = new Set();
    this.breakpoints.clear();
    this.variables.forget("inspection");
    if (!wasAttached) return;
    await this.inspector.ask("Debugger.setAsyncCallStackDepth", { maxDepth: 0 });
    await this.inspector.ask("Debugger.disable");
    await this.#goesOn();
  }

  /** A cell is about to run. */
  async prepare(script: CellScript): Promise<void> {
    if (!this.#wanted) return;
    await this.attached();
    await this.breakpoints.prepare(script);
  }

  /** The process of the cells is gone. */
  ended(): void {
    this.#attached = undefined;
    this.inspector.ended();
    this.#stack = new Stack(this.#options.scripts, this.#options.files);
    this.variables.forget("inspection");
    void this.#goesOn();
  }

  async pauseOnExceptions(filters: readonly string[]): Promise<void> {
    this.#filters = new Set(filters);
    await this.#applyFilters();
  }

  async #applyFilters(): Promise<void> {
    // V8 takes every exception of a cell for caught, because the kernel awaits the cell: `#isWorthy` looks closer.
    const state = this.#filters.size > 0 ? "all" : "none";
    await this.inspector.ask("Debugger.setPauseOnExceptions", { state });
  }

  async step(how: "Debugger.resume" | "Debugger.stepOver" | "Debugger.stepInto" | "Debugger.stepOut"): Promise<void> {
    if (this.#stop === undefined) throw new Error("Nothing is stopped that could go on.");
    const isLineStep = how === "Debugger.stepOver" || how === "Debugger.stepInto";
    this.#step = isLineStep ? new LineStep(how, this.#stop.frames) : undefined;
    await this.inspector.ask(how);
  }

  async pause(): Promise<void> {
    this.#pauseAsked = true;
    await this.inspector.ask("Debugger.pause");
  }

  /** An interrupt: what is stopped is to end, not to go on. */
  interrupt(): void {
    if (this.#stop !== undefined) {
      this.inspector.ask("Debugger.resume", { terminateOnResume: true }).catch(() => {
        // It went on by itself, and the interrupt ends it as any cell.
      });
    }
  }

  #happened(method: string, params: unknown): void {
    if (method === "Debugger.scriptParsed") {
      const script = ScriptParsed.safeParse(params);
      if (script.success) this.#stack.parsed(script.data.scriptId, script.data.url);
    } else if (method === "Debugger.paused") {
      this.#paused(Paused.parse(params)).catch(() => {
        // The process ended meanwhile.
      });
    } else if (method === "Debugger.resumed") void this.#goesOn();
  }

  async #paused(paused: Paused): Promise<void> {
    const way = await this.#wayOn(paused);
    if (way !== undefined) {
      await this.inspector.ask(way);
      return;
    }
    const frames = this.#stack.frames(paused);
    if (this.#step !== undefined && paused.reason === "step" && paused.hitBreakpoints.length === 0) {
      if (this.#step.isStillOn(frames)) {
        await this.inspector.ask(this.#step.how);
        return;
      }
    }
    this.#step = undefined;
    this.#stop = { frames, awaiting: this.#stack.awaiting(paused) };
    const reason = this.#reasonOf(paused);
    this.#pauseAsked = false;
    // What the cell has printed so far is not to wait for its end.
    await this.inspector.ask("Runtime.evaluate", { expression: flush, silent: true });
    const text = reason === "exception" ? paused.data?.description?.split("\n")[0] : undefined;
    await this.#options.tell("stopped", {
      reason,
      threadId: thread.id,
      allThreadsStopped: true,
      ...(text === undefined ? {} : { description: "Stopped on an exception", text }),
    });
  }

  /** How to go on from where nobody wants to stop. */
  async #wayOn(paused: Paused): Promise<"Debugger.resume" | "Debugger.stepOut" | undefined> {
    const [top] = paused.callFrames;
    if (isException(paused)) return (await this.#isWorthy(paused, top)) ? undefined : "Debugger.resume";
    if (top !== undefined && this.#stack.isWorthStopping(top)) return undefined;
    // A step out of a cell's last line ends here; one into what is Node's or ours comes back to the person's own code.
    return paused.callFrames.some((frame) => this.#stack.isWorthStopping(frame))
      ? "Debugger.stepOut"
      : "Debugger.resume";
  }

  async #isWorthy(paused: Paused, top: CallFrame | undefined): Promise<boolean> {
    if (top === undefined || !this.#stack.isWorthStopping(top)) return false;
    if (this.#filters.has("raised") || paused.data?.uncaught === true) return true;
    for (const { scriptId, lineNumber, columnNumber } of this.#stack.passes(paused)) {
      const { scriptSource } = await this.inspector.ask("Debugger.getScriptSource", { scriptId });
      if (isHandled(scriptSource, lineNumber + 1, columnNumber)) return false;
    }
    return true;
  }

  #reasonOf(paused: Paused): string {
    if (isException(paused)) return "exception";
    if (paused.hitBreakpoints.length > 0) return "breakpoint";
    if (paused.reason === "step") return "step";
    return this.#pauseAsked ? "pause" : "breakpoint";
  }

  async #goesOn(): Promise<void> {
    this.variables.forget("stop");
    if (this.#stop === undefined) return;
    this.#stop = undefined;
    await this.#options.tell("continued", { threadId: thread.id, allThreadsContinued: true });
  }
}

const isException = ({ reason }: Paused): boolean => reason === "exception" || reason === "promiseRejection";

/** Runs over there: see `debugging.ts` of the runner. */
const flush = 'globalThis[Symbol.for("covalent-ts.debugging")].flush()';
