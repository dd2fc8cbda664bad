// Values that every process has already: `Array`, `Math.max`, `Symbol.iterator`, `process`. They travel as their path.

const skipped = new Set(["localStorage", "sessionStorage", "globalThis"]);
const identifier = /^[A-Za-z_$][\w$]*$/;

let paths: Map<unknown, string> | undefined;

/** The path of a well-known value ("Array.prototype.map"); undefined for any other. */
export const intrinsicPath = (value: unknown): string | undefined => wellKnownPath(value) ?? lazyGlobalPath(value);

/** Likewise, but only for what is there from the start. */
export function wellKnownPath(value: unknown): string | undefined {
  paths ??= collect();
  return paths.get(value);
}

/** The value at a path that `intrinsicPath` gave. */
export function intrinsicAt(path: string): unknown {
  const hidden = hiddenIntrinsics.get(path);
  if (hidden) return hidden();
  if (path === "globalThis") return globalThis;
  let value: unknown = globalThis;
  for (const name of path.split(".")) value = (value as Record<string, unknown>)[name];
  return value;
}

/** Intrinsics that no global name leads to. */
const hiddenIntrinsics = new Map<string, () => unknown>([
  ["%TypedArray%", () => Object.getPrototypeOf(Uint8Array)],
  ["%TypedArray%.prototype", () => Object.getPrototypeOf(Uint8Array.prototype)],
  ["%AsyncFunction.prototype%", () => Object.getPrototypeOf(async () => {})],
  ["%GeneratorFunction.prototype%", () => Object.getPrototypeOf(function* () {})],
  ["%AsyncGeneratorFunction.prototype%", () => Object.getPrototypeOf(async function* () {})],
  ["%Iterator.prototype%", () => Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()))],
]);

/** Whether every function of some kind inherits from it. */
export const isFunctionPrototype = (value: unknown): boolean =>
  /^(Function\.prototype|%(Async|Generator|AsyncGenerator)Function\.prototype%)$/.test(wellKnownPath(value) ?? "");

function collect(): Map<unknown, string> {
  const found = new Map<unknown, string>([[globalThis, "globalThis"]]);
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    if (skipped.has(name) || !isPlatformGlobal(name)) continue;
    add(found, name, Object.getOwnPropertyDescriptor(globalThis, name)?.value, 2);
  }
  for (const [path, value] of hiddenIntrinsics) if (!found.has(value())) found.set(value(), path);
  return found;
}

function add(found: Map<unknown, string>, path: string, value: unknown, depth: number): void {
  const symbol = typeof value === "symbol";
  if (!symbol && typeof value !== "function" && (typeof value !== "object" || value === null)) return;
  // process.argv and its like are the author's own data.
  if (found.has(value) || Array.isArray(value)) return;
  found.set(value, path);
  if (symbol || depth === 0) return;
  for (const name of Object.getOwnPropertyNames(value)) {
    const descriptor = Object.getOwnPropertyDescriptor(value, name);
    if (descriptor && "value" in descriptor && identifier.test(name)) {
      add(found, `${path}.${name}`, descriptor.value, depth - 1);
    }
  }
}

/** Node loads some of its globals when they are first used, so these are looked up by their own name. */
export function lazyGlobalPath(value: unknown): string | undefined {
  if (typeof value === "function") {
    const { name } = value;
    return identifier.test(name) && !skipped.has(name) && nodeGlobals.has(name) && valueOfGlobal(name) === value
      ? name
      : undefined;
  }
  for (const name of ["crypto", "performance", "navigator", "process"]) if (valueOfGlobal(name) === value) return name;
  if (typeof value !== "object" || value === null) return undefined;
  if (value === process.env) return "process.env";
  // Behind getters, which make them. By name they are the worker's own.
  if ("write" in value)
    for (const name of ["stdout", "stderr"] as const) if (process[name] === value) return `process.${name}`;
  if (!Object.hasOwn(value, "constructor")) return undefined;
  const made = Object.getOwnPropertyDescriptor(value, "constructor")?.value;
  if (typeof made !== "function" || made.prototype !== value) return undefined;
  const path = lazyGlobalPath(made);
  return path && `${path}.prototype`;
}

const valueOfGlobal = (name: string): unknown => (globalThis as Record<string, unknown>)[name];

const ecmaGlobals: ReadonlySet<string> = new Set(
  (
    "AggregateError Array ArrayBuffer AsyncDisposableStack Atomics BigInt BigInt64Array BigUint64Array Boolean DataView Date " +
    "DisposableStack Error EvalError FinalizationRegistry Float16Array Float32Array Float64Array Function Infinity Int16Array " +
    "Int32Array Int8Array Intl Iterator JSON Map Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect RegExp " +
    "Set SharedArrayBuffer String SuppressedError Symbol SyntaxError Temporal TypeError URIError Uint16Array Uint32Array " +
    "Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet decodeURI decodeURIComponent encodeURI encodeURIComponent escape eval " +
    "globalThis isFinite isNaN parseFloat parseInt undefined unescape WebAssembly console"
  ).split(" "),
);
const nodeGlobals: ReadonlySet<string> = new Set(
  (
    "AbortController AbortSignal Blob BroadcastChannel Buffer ByteLengthQueuingStrategy CloseEvent CompressionStream " +
    "CountQueuingStrategy Crypto CryptoKey CustomEvent DOMException DecompressionStream ErrorEvent Event EventSource EventTarget " +
    "File FormData Headers MessageChannel MessageEvent MessagePort Navigator Performance PerformanceEntry PerformanceMark " +
    "PerformanceMeasure PerformanceObserver PerformanceObserverEntryList PerformanceResourceTiming ReadableByteStreamController " +
    "ReadableStream ReadableStreamBYOBReader ReadableStreamBYOBRequest ReadableStreamDefaultController " +
    "ReadableStreamDefaultReader Request Response Storage SubtleCrypto TextDecoder TextDecoderStream TextEncoder " +
    "TextEncoderStream TransformStream TransformStreamDefaultController URL URLPattern URLSearchParams WebSocket WritableStream " +
    "WritableStreamDefaultController WritableStreamDefaultWriter atob btoa clearImmediate clearInterval clearTimeout crypto " +
    "fetch global localStorage navigator performance process queueMicrotask sessionStorage setImmediate setInterval " +
    "setTimeout structuredClone"
  ).split(" "),
);

/** Whether a global name is the platform's own; any other was put there by the author, and travels. */
export const isPlatformGlobal = (name: string): boolean => ecmaGlobals.has(name) || nodeGlobals.has(name);
