// Where in the author's text a call stands, by the stack.

import { fileURLToPath } from "node:url";
import type { Place } from "../protocol/place.ts";
import { placeOfFrame } from "../ship/stack-map.ts";

export interface CallSite {
  place: Place;
  /** What V8 calls the script. */
  script: string;
  /** Both counted from 1, in the script. */
  line: number;
  column: number;
  /** Whether the call stands there itself; false for `xs.map(electron)`, where `map` calls. */
  direct: boolean;
}

const own = new Set<string>();

/** Keeps the frames of one of our own files out of call sites; it gives its `import.meta.url`. */
export function hideFrames(url: string): void {
  own.add(url);
}

/** The author's call that led to `below`, a function of ours on the stack. Undefined if none did: a timer's callback, say. */
export const callSite = (below: CallableFunction): CallSite | undefined => new CallSites().of(below);

/** Call sites of one stretch of work: a call in a loop is looked up once. */
export class CallSites {
  readonly #known = new Map<string, Map<number, CallSite>>();

  of(below: CallableFunction): CallSite | undefined {
    // The author's call is nearly always the first frame, and each frame that is asked for costs.
    for (const frames of framesAsked) {
      const stack = framesBelow(below, frames);
      const found = this.#find(stack);
      if (found !== undefined || stack.length < frames) return found;
    }
    return undefined;
  }

  #find(stack: readonly NodeJS.CallSite[]): CallSite | undefined {
    let direct = true;
    for (const frame of stack) {
      const script = frame.getScriptNameOrSourceURL();
      if (script && own.has(script)) continue;
      if (!script || script.startsWith("node:")) {
        direct = false;
        continue;
      }
      const known = this.#known.get(script) ?? new Map<number, CallSite>();
      this.#known.set(script, known);
      const position = frame.getPosition() * 2 + (direct ? 1 : 0);
      const site = known.get(position) ?? siteOf(frame, script, direct);
      if (site === undefined) {
        direct = false;
        continue;
      }
      known.set(position, site);
      return site;
    }
    return undefined;
  }
}

const framesAsked = [1, 4, 30];

function siteOf(frame: NodeJS.CallSite, script: string, direct: boolean): CallSite | undefined {
  const line = frame.getLineNumber();
  const column = frame.getColumnNumber();
  if (line === null || column === null) return undefined;
  return { place: placeOf(script, line, column), script, line, column, direct };
}

function framesBelow(below: CallableFunction, most: number): NodeJS.CallSite[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder: { stack?: unknown } = {};
  try {
    Error.stackTraceLimit = most;
    Error.prepareStackTrace = framesAsTheyAre;
    Error.captureStackTrace(holder, below);
    return Array.isArray(holder.stack) ? holder.stack : [];
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    // Not deleted where there was none: that would make `Error` slow for whoever uses it, and V8 takes undefined for none.
    Error.prepareStackTrace = prepareStackTrace;
  }
}

const framesAsTheyAre = (_error: Error, frames: NodeJS.CallSite[]): unknown => frames;

function placeOf(script: string, line: number, column: number): Place {
  const file = script.startsWith("file:") ? fileURLToPath(script) : script;
  return placeOfFrame({ script, line, column }) ?? { file, line, column };
}
