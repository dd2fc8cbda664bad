// The runner's own `process.stdout`, `process.stderr` and `console`.

import { Console } from "node:console";
import { Writable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { report } from "./channel.ts";
import { currentRun } from "./current-run.ts";
import { flushPrinted, print, type StreamName } from "./printing.ts";

/** Must run before any code that prints: Node's own streams would make the descriptors non-blocking. */
export function captureStreams(): void {
  const stdout = printingStream("stdout", 1);
  const stderr = printingStream("stderr", 2);
  for (const [name, value] of Object.entries({ stdout, stderr })) {
    Object.defineProperty(process, name, { value, configurable: true, enumerable: true, writable: true });
  }
  // Node's own console also hands each message to the inspector, which keeps the last thousand alive with all they hold.
  // `ignoreErrors` would give each write a callback, and a loop that prints a million lines would pile up as many.
  const console = new Console({ stdout, stderr, colorMode: false, ignoreErrors: false });
  console.clear = () => {
    flushPrinted();
    report({ type: "clear", run: currentRun().id, wait: false });
  };
  const depth = groupDepthOf(console);
  for (const method of ["log", "info", "debug"] as const) printSimply(console, method, stdout, depth);
  for (const method of ["warn", "error"] as const) printSimply(console, method, stderr, depth);
  globalThis.console = console;
}

/**
 * Most of what a loop prints is one text or one number. It is what Node would make of it too, after a long way, as long as
 * no group indents it.
 */
function printSimply(
  console: Console,
  method: "log" | "info" | "debug" | "warn" | "error",
  to: Writable,
  depth: () => number,
): void {
  const inFull = console[method];
  const either = (...values: unknown[]): void => {
    const [value] = values;
    const isSimple = typeof value === "string" || (typeof value === "number" && !Object.is(value, -0));
    if (isSimple && values.length === 1 && depth() === 0) to.write(`${value}\n`);
    else inFull(...values);
  };
  console[method] = Object.defineProperty(either, "name", { value: method });
}

/** How many groups are open at any time. */
function groupDepthOf(console: Console): () => number {
  const { group, groupCollapsed, groupEnd } = console;
  let depth = 0;
  const opening =
    (open: typeof group): typeof group =>
    (...label) => {
      depth += 1;
      open(...label);
    };
  console.group = opening(group);
  console.groupCollapsed = opening(groupCollapsed);
  console.groupEnd = () => {
    depth = Math.max(0, depth - 1);
    groupEnd();
  };
  return () => depth;
}

function printingStream(name: StreamName, fd: number): Writable {
  const decoder = new StringDecoder();
  const stream = new Writable();
  // Past Node's own machinery: an interrupt that falls into the middle of it leaves the stream waiting for ever.
  const write = (chunk: string | Uint8Array, encoding?: unknown, taken?: unknown): boolean => {
    print(name, typeof chunk === "string" ? chunk : decoder.write(Buffer.from(chunk)));
    const callback = typeof encoding === "function" ? encoding : taken;
    if (typeof callback === "function") process.nextTick(callback, null);
    return true;
  };
  return Object.assign(stream, { fd, isTTY: false, write, end: () => stream, destroy: () => stream });
}
