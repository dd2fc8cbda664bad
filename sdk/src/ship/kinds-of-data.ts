// Data with an inner value of its own: dates, patterns, errors, addresses, binary data.

import { types } from "node:util";
import { followsEnd } from "./buffers.ts";
import type { Encoding } from "./encoding.ts";
import type { Kind } from "./kinds.ts";
import { mapStack } from "./stack-map.ts";

const date: Kind<Date> = {
  is: (value): value is Date => types.isDate(value),
  prototype: Date.prototype,
  write: (value, to) => to.out.float(Date.prototype.getTime.call(value)),
  read: (from) => new Date(from.input.float()),
  same: (value) => {
    const time = Date.prototype.getTime.call(value);
    return () => Object.is(Date.prototype.getTime.call(value), time);
  },
  covers: [],
};

const regExp: Kind<RegExp> = {
  is: (value): value is RegExp => types.isRegExp(value),
  prototype: RegExp.prototype,
  write: (value, to) => {
    to.out.text(value.source);
    to.out.text(value.flags);
    to.value(value.lastIndex);
  },
  read: (from) => {
    const value = new RegExp(from.input.text(), from.input.text());
    value.lastIndex = Number(from.value());
    return value;
  },
  same: () => () => true, // `lastIndex` is a property
  covers: ["lastIndex"],
};

/** Errors of any class. Their message, cause and errors are properties; the stack is V8's, and shows the author's lines. */
const error: Kind<Error> = {
  is: (value): value is Error => types.isNativeError(value) && !(value instanceof DOMException),
  prototype: Error.prototype,
  write: (value, to) => {
    const { stack } = value;
    // The stack of a captured error says where it was made, which would make equal functions differ.
    to.out.text(to.hasFunctions || typeof stack !== "string" ? "" : mapStack(stack));
  },
  read: (from) => {
    const stack = from.input.text();
    const value = new Error();
    Object.defineProperty(value, "stack", { value: stack, writable: true, configurable: true, enumerable: false });
    return value;
  },
  covers: ["stack"],
};

const domException: Kind<DOMException> = {
  is: (value): value is DOMException => value instanceof DOMException,
  prototype: DOMException.prototype,
  write: (value, to) => {
    to.out.text(value.message);
    to.out.text(value.name);
  },
  read: (from) => new DOMException(from.input.text(), from.input.text()),
  covers: "all",
};

const url: Kind<URL> = {
  is: (value): value is URL => value instanceof URL && "href" in value,
  prototype: URL.prototype,
  write: (value, to) => to.out.text(value.href),
  read: (from) => new URL(from.input.text()),
  same: (value) => {
    const { href } = value;
    return () => value.href === href;
  },
  covers: "all",
};

const searchParams: Kind<URLSearchParams> = {
  is: (value): value is URLSearchParams => value instanceof URLSearchParams,
  prototype: URLSearchParams.prototype,
  write: (value, to) => to.out.text(value.toString()),
  read: (from) => new URLSearchParams(from.input.text()),
  covers: "all",
};

/** `Object(1n)` and its like. */
const boxed: Kind<object> = {
  is: (value): value is object => types.isBoxedPrimitive(value),
  prototype: null,
  write: (value, to) => to.value(value.valueOf()),
  read: (from) => Object(from.value()),
  same: () => () => true,
  covers: "all",
};

const arrayBuffer: Kind<ArrayBufferLike> = {
  is: (value): value is ArrayBufferLike => types.isAnyArrayBuffer(value),
  prototype: null,
  write: (value, to) => {
    refuseDetached(value, to);
    to.out.count(to.buffers.whole(value));
  },
  read: (from) => from.buffer(from.input.count()),
  same: () => () => true, // its bytes are watched where they are written
  covers: "all",
};

/** By their place in this list. Only ever add at the end. */
const viewNames = [
  "Buffer",
  "DataView",
  "Uint8Array",
  "Int8Array",
  "Uint8ClampedArray",
  "Uint16Array",
  "Int16Array",
  "Uint32Array",
  "Int32Array",
  "Float32Array",
  "Float64Array",
  "BigInt64Array",
  "BigUint64Array",
  "Float16Array",
] as const;
type ViewConstructor = new (buffer: ArrayBufferLike, offset: number, length: number | undefined) => ArrayBufferView;

/** Added to the place of one that reaches to the end of a buffer that may grow. */
const followingView = 64;

function refuseDetached(buffer: ArrayBufferLike, to: Encoding): void {
  // No other buffer without bytes refuses to be looked at.
  if (buffer.byteLength > 0 || !(buffer instanceof ArrayBuffer)) return;
  try {
    new Uint8Array(buffer);
  } catch {
    throw to.refuse.value("ArrayBuffer whose contents were transferred elsewhere");
  }
}

const view: Kind<ArrayBufferView> = {
  is: (value): value is ArrayBufferView => ArrayBuffer.isView(value),
  prototype: null,
  write: (value, to) => {
    const name = Buffer.isBuffer(value) ? "Buffer" : types.isTypedArray(value) ? value[Symbol.toStringTag] : "DataView";
    const elementSize = types.isTypedArray(value) ? value.BYTES_PER_ELEMENT : 1;
    refuseDetached(value.buffer, to);
    const follows = followsEnd(value, elementSize);
    to.out.byte(viewNames.indexOf(name as (typeof viewNames)[number]) + (follows ? followingView : 0));
    to.out.count(to.buffers.view(value, elementSize, value.byteLength / elementSize));
  },
  read: (from) => {
    const kind = from.input.byte();
    const name = viewNames[kind % followingView] ?? "Uint8Array";
    const { buffer, offset, length } = from.view(from.input.count());
    if (name === "Buffer") return Buffer.from(buffer, offset, length);
    const constructors = globalThis as unknown as Record<string, ViewConstructor>;
    const View = constructors[name] ?? Uint8Array;
    return new View(buffer, offset, kind < followingView ? length : undefined);
  },
  same: (value) => {
    const { byteLength, byteOffset } = value;
    return () => value.byteLength === byteLength && value.byteOffset === byteOffset;
  },
  covers: "all",
};

const textEncoder: Kind<InstanceType<typeof TextEncoder>> = {
  is: (value): value is InstanceType<typeof TextEncoder> => value instanceof TextEncoder,
  prototype: TextEncoder.prototype,
  write: () => {},
  read: () => new TextEncoder(),
  covers: "all",
};

const textDecoder: Kind<InstanceType<typeof TextDecoder>> = {
  is: (value): value is InstanceType<typeof TextDecoder> => value instanceof TextDecoder,
  prototype: TextDecoder.prototype,
  write: (value, to) => {
    to.out.text(value.encoding);
    to.out.byte((value.fatal ? 1 : 0) + (value.ignoreBOM ? 2 : 0));
  },
  read: (from) => {
    const encoding = from.input.text();
    const flags = from.input.byte();
    return new TextDecoder(encoding, { fatal: (flags & 1) > 0, ignoreBOM: (flags & 2) > 0 });
  },
  covers: "all",
};

const argumentsObject: Kind<IArguments> = {
  is: (value): value is IArguments => types.isArgumentsObject(value),
  prototype: Object.prototype,
  write: (value, to) => {
    to.out.count(value.length);
    for (const it of value) to.shallowly("argument", it);
  },
  read: (from) => {
    const values = Array.from({ length: from.input.count() }, () => from.value());
    return (function () {
      // biome-ignore lint/complexity/noArguments: making one is the point
      return arguments;
    })(...(values as []));
  },
  covers: "all",
};

export const dataKinds: readonly Kind<object>[] = [
  date,
  regExp,
  domException,
  error,
  url,
  searchParams,
  boxed,
  arrayBuffer,
  view,
  textEncoder,
  textDecoder,
  argumentsObject,
];
