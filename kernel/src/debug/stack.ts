// Where the program stands: V8's frames as the Debug Adapter Protocol has them, without those that no person wrote.

import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { shownName } from "../cell/script-name.ts";
import type { AsyncStack, CallFrame, Paused } from "./cdp.ts";
import type { CellFiles } from "./cell-files.ts";
import { type CellScript, type CellScripts, type Position, positionIn } from "./cell-scripts.ts";

/** What a front end shows of a frame. */
export interface StackFrame {
  id: number;
  name: string;
  source?: { name: string; path: string };
  line: number;
  column: number;
  presentationHint?: "label";
}

/** A frame that can be asked for its variables. */
export interface Frame {
  shown: StackFrame;
  call: CallFrame;
  /** The cell that it is in, and whether it is that cell's own code, not of a function. */
  cell: CellScript | undefined;
  isTopLevel: boolean;
}

interface Source extends Position {
  name: string;
  path: string;
  cell: CellScript | undefined;
}

type Place = { scriptId: string; lineNumber: number; columnNumber: number };

export class Stack {
  readonly #scripts: CellScripts;
  readonly #files: CellFiles;
  /** V8's id of a script to its url. */
  readonly #urls = new Map<string, string>();
  #lastFrame = 0;

  constructor(scripts: CellScripts, files: CellFiles) {
    this.#scripts = scripts;
    this.#files = files;
  }

  parsed(scriptId: string, url: string): void {
    this.#urls.set(scriptId, url);
  }

  /** Files that were loaded, without packages and without what is ours. */
  modules(): string[] {
    const files = [...this.#urls.values()].filter((url) => isPersons(url) && !url.includes("/node_modules/"));
    return [...new Set(files.map(pathOf))];
  }

  /** Whether a person may want to stop there: in a cell or a file, not in Node, in us, or behind a cell's end. */
  isWorthStopping({ location }: CallFrame): boolean {
    return this.#sourceOf(location) !== undefined;
  }

  frames({ callFrames }: Paused): Frame[] {
    return callFrames.flatMap((call): Frame[] => {
      const source = this.#sourceOf(call.location);
      if (source === undefined) return [];
      const isTopLevel = source.cell !== undefined && !call.scopeChain.some(({ type }) => type === "local");
      const { cell, name, path, line, column } = source;
      this.#lastFrame += 1;
      const shown = { id: this.#lastFrame, name: frameName(call.functionName, source, isTopLevel), line, column };
      return [{ shown: { ...shown, source: { name, path } }, call, cell, isTopLevel }];
    });
  }

  /** Who awaits it, or has set the timer: frames that are no more, and have no variables. */
  awaiting({ asyncStackTrace }: Paused): StackFrame[] {
    const found: StackFrame[] = [];
    for (let stack: AsyncStack | undefined = asyncStackTrace; stack !== undefined; stack = stack.parent) {
      for (const frame of stack.callFrames) {
        const source = this.#sourceOf(frame);
        if (source === undefined) continue;
        const { name, path, line, column } = source;
        this.#lastFrame += 1;
        const shown = { id: this.#lastFrame, name: `${frameName(frame.functionName, source, true)} (awaiting)` };
        found.push({ ...shown, line, column, source: { name, path } });
      }
    }
    return found;
  }

  /** The places that an exception would pass on its way up, awaits included, the innermost first. */
  passes({ callFrames, asyncStackTrace }: Paused): Place[] {
    const places: Place[] = callFrames.map(({ location }) => location);
    for (let stack: AsyncStack | undefined = asyncStackTrace; stack !== undefined; stack = stack.parent) {
      places.push(...stack.callFrames);
    }
    return places.filter((place) => this.#sourceOf(place) !== undefined);
  }

  #sourceOf(place: Place): Source | undefined {
    const url = this.#urls.get(place.scriptId) ?? "";
    const cell = this.#scripts.get(url);
    if (cell !== undefined) {
      const position = positionIn(cell, place);
      return position && { ...position, cell, name: shownName(cell.count), path: this.#files.pathOf(cell.text) };
    }
    if (!isPersons(url)) return undefined;
    const path = pathOf(url);
    return { line: place.lineNumber + 1, column: place.columnNumber + 1, cell, name: basename(path), path };
  }
}

/** The kernel's own files, and the SDK's. */
const ours = [new URL("../", import.meta.url).href, new URL(".", import.meta.resolve("covalent-ts/errors")).href];

const isPersons = (url: string): boolean => url.startsWith("file:") && !ours.some((folder) => url.startsWith(folder));

const pathOf = (url: string): string => fileURLToPath(url.replace(/\?.*$/, ""));

function frameName(functionName: string, { name }: Source, isTopLevel: boolean): string {
  if (functionName !== "") return functionName;
  return isTopLevel ? name : "(anonymous)";
}
