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
export function callSite(below: CallableFunction): CallSite | undefined {
  let direct = true;
  for (const frame of framesBelow(below)) {
    const script = frame.getScriptNameOrSourceURL();
    const line = frame.getLineNumber();
    const column = frame.getColumnNumber();
    if (script && own.has(script)) continue;
    if (!script || script.startsWith("node:") || line === null || column === null) {
      direct = false;
      continue;
    }
    return { place: placeOf(script, line, column), script, line, column, direct };
  }
  return undefined;
}

function framesBelow(below: CallableFunction): NodeJS.CallSite[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder: { stack?: unknown } = {};
  try {
    Error.stackTraceLimit = 30;
    Error.prepareStackTrace = (_error, frames) => frames;
    Error.captureStackTrace(holder, below);
    return Array.isArray(holder.stack) ? holder.stack : [];
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    if (prepareStackTrace === undefined) Reflect.deleteProperty(Error, "prepareStackTrace");
    else Error.prepareStackTrace = prepareStackTrace;
  }
}

function placeOf(script: string, line: number, column: number): Place {
  const file = script.startsWith("file:") ? fileURLToPath(script) : script;
  return placeOfFrame({ script, line, column }) ?? { file, line, column };
}
