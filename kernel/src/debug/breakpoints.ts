// Breakpoints as a front end sets them, by file and line, and as V8 has them, in each script that the file has become.

import { pathToFileURL } from "node:url";
import type { CellFiles } from "./cell-files.ts";
import { type CellScript, type CellScripts, stopIn } from "./cell-scripts.ts";
import type { Inspector } from "./inspector.ts";
import { unseenStop } from "./unseen.ts";

/** What a person may say of a breakpoint. */
export interface Wanted {
  line: number;
  condition?: string | undefined;
  /** Printed instead of stopping; `{expression}` stands for its value. */
  logMessage?: string | undefined;
}

/** What became of it, as the Debug Adapter Protocol has it. */
export interface Breakpoint {
  id: number;
  line: number;
  verified: boolean;
  source: { path: string };
  message?: string;
}

export class Breakpoints {
  readonly #inspector: Inspector;
  readonly #scripts: CellScripts;
  readonly #files: CellFiles;
  readonly #wanted = new Map<string, { wanted: Wanted; id: number; line: number }[]>();
  /** V8's ids, by file. */
  readonly #set = new Map<string, string[]>();
  #last = 0;

  constructor(inspector: Inspector, scripts: CellScripts, files: CellFiles) {
    this.#inspector = inspector;
    this.#scripts = scripts;
    this.#files = files;
  }

  /** All of a file, in place of those before. */
  async set(path: string, wanted: readonly Wanted[]): Promise<Breakpoint[]> {
    await this.#remove(path);
    const text = this.#files.textOf(path);
    const kept: { wanted: Wanted; id: number; line: number }[] = [];
    const all = wanted.map((one): Breakpoint => {
      this.#last += 1;
      const line = text === undefined ? one.line : unseenStop(text, one.line);
      const about = { id: this.#last, line: line ?? one.line, source: { path } };
      if (line === undefined) return { ...about, verified: false, message: "No code of the cell is there, or below." };
      kept.push({ wanted: one, id: this.#last, line });
      return { ...about, verified: true };
    });
    if (kept.length > 0) this.#wanted.set(path, kept);
    await this.#apply(path);
    return all;
  }

  /** As `debugInfo` lists them. */
  list(): { source: string; breakpoints: { line: number }[] }[] {
    return [...this.#wanted].map(([source, kept]) => ({ source, breakpoints: kept.map(({ line }) => ({ line })) }));
  }

  /** A cell is about to run. */
  async prepare(script: CellScript): Promise<void> {
    const path = this.#files.pathOf(script.text);
    await this.#applyTo(path, script);
  }

  /** Sets all of them again, in a process that knows of none. */
  async restore(): Promise<void> {
    this.#set.clear();
    await Promise.all([...this.#wanted.keys()].map((path) => this.#apply(path)));
  }

  clear(): void {
    this.#wanted.clear();
    this.#set.clear();
  }

  async #remove(path: string): Promise<void> {
    const ids = this.#set.get(path) ?? [];
    this.#set.delete(path);
    this.#wanted.delete(path);
    await Promise.all(ids.map((breakpointId) => this.#inspector.ask("Debugger.removeBreakpoint", { breakpointId })));
  }

  async #apply(path: string): Promise<void> {
    const text = this.#files.textOf(path);
    if (text === undefined) return this.#applyToFile(path);
    for (const script of this.#scripts.all()) if (script.text === text) await this.#applyTo(path, script);
  }

  async #applyTo(path: string, script: CellScript): Promise<void> {
    for (const { wanted, line } of this.#wanted.get(path) ?? []) {
      const stop = stopIn(script, line);
      if (stop === undefined) continue;
      const { lineNumber, columnNumber } = stop;
      await this.#ask(path, { url: script.name, lineNumber, columnNumber, condition: conditionOf(wanted) });
    }
  }

  /** A module of the notebook's folder: Node blanks out its types in place, so its lines are V8's. */
  async #applyToFile(path: string): Promise<void> {
    // What follows the name tells apart versions of a file that has changed.
    const urlRegex = `^${escaped(pathToFileURL(path).href)}(\\?.*)?$`;
    for (const { wanted, line } of this.#wanted.get(path) ?? []) {
      await this.#ask(path, { urlRegex, lineNumber: line - 1, condition: conditionOf(wanted) });
    }
  }

  async #ask(path: string, parameters: Record<string, unknown>): Promise<void> {
    const { breakpointId } = await this.#inspector.ask("Debugger.setBreakpointByUrl", parameters).catch((error) => {
      // The same place by two lines of the text: one is enough.
      if (/already exists/.test(String(error))) return { breakpointId: undefined };
      throw error;
    });
    if (breakpointId !== undefined) this.#set.set(path, [...(this.#set.get(path) ?? []), breakpointId]);
  }
}

const escaped = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, "\\$&");

/** In V8's own terms: a log message is a condition that prints and is never true. */
function conditionOf({ condition, logMessage }: Wanted): string {
  if (logMessage === undefined) return condition ?? "";
  const parts = logMessage
    .split(/(\{[^{}]*\})/)
    .map((part) => (/^\{.+\}$/s.test(part) ? `(${part.slice(1, -1)})` : JSON.stringify(part)));
  const print = `(console.log(${JSON.stringify("%s".repeat(parts.length))}, ${parts.join(", ")}), false)`;
  return condition ? `(${condition}) && ${print}` : print;
}
