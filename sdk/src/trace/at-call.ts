// Tells our own errors at the author's call: what an author called is what an author can change. After an `await` V8 has
// forgotten who called, so the frames are kept from before.

import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { CovalentError } from "../errors.ts";
import { hideFrames } from "./call-site.ts";

const folder = dirname(dirname(fileURLToPath(import.meta.url)));
const isNoise = (frame: string): boolean =>
  frame.includes(folder) || frame.includes("(node:") || frame.includes("at node:");
const framesOf = (stack = ""): string[] => stack.split("\n").filter((line) => /^\s+at /.test(line));

/** Does the work of `called`, the function that is running now. A `CovalentError` that comes of it has the author's stack. */
export async function atCallOf<T>(called: CallableFunction, work: () => Promise<T>): Promise<T> {
  const site: { stack?: string } = {};
  Error.captureStackTrace(site, called);
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof CovalentError) tellAt(thrown, framesOf(site.stack));
    throw thrown;
  }
}

/** The lattice's own lines stay above the call that traced it. */
function tellAt(error: CovalentError, site: string[]): void {
  const above = framesOf(error.stack).filter((frame) => !isNoise(frame) && !site.includes(frame));
  error.stack = [`${error.name}: ${error.message}`, ...above, ...site].join("\n");
}

hideFrames(import.meta.url);
