// Captures an electron's function as something that can be sent: its text, what it closes over, and where it came from.

import { crc32 } from "node:zlib";
import { CovalentError } from "../errors.ts";
import type { ShippedFunction } from "../protocol/graph.ts";
import { checkSize } from "./capture-size.ts";
import { Captures } from "./captures.ts";
import { Encoding } from "./encoding.ts";
import { forget } from "./inspection.ts";
import type { Keep } from "./keep.ts";
import { assemble, hashOf, keepMessage, printCode } from "./message.ts";
import { shownText } from "./named-functions.ts";
import { Path } from "./path.ts";
import { Refusal } from "./refusal.ts";
import { Supplied } from "./using.ts";
import type { Watch } from "./watch.ts";

export interface ShipOptions {
  /** The electron's name, as errors say it. */
  electron: string;
  /** Tells the electron whose output a value stands for, while a lattice is traced: a function cannot close over it. */
  outputOf?: ((value: object) => string | undefined) | undefined;
  /** Values that the author gave for names that the function takes from around it. */
  using?: Readonly<Record<string, unknown>> | undefined;
  /** Takes what is large out of the message. @defaultValue everything stays in it */
  keep?: Keep | undefined;
}

export interface Captured {
  captured: ShippedFunction;
  /** A word on its size, if that is worth one. */
  warning: string | undefined;
  /** Whether the project's files that it imports are as they were. */
  isCurrent(): boolean;
}

/** Tells apart what differs in its places alone: the hash before it names the content. */
const checksum = (code: Uint8Array): string => crc32(code).toString(16).padStart(8, "0");

/** Captures it as it is now. The watch is told of everything that was met. */
export function captureFunction(
  fn: NewableFunction | CallableFunction,
  { electron, outputOf, using, keep }: ShipOptions,
  watch: Watch,
): Captured {
  const path = new Path(fn.name || electron);
  const refuse = new Refusal(`Electron '${electron}'`, path);
  const encoding = new Encoding({ path, refuse, captures: (it) => new Captures(it), outputOf, watch });
  try {
    const sent = using === undefined ? fn : new Supplied(fn as CallableFunction, using);
    encoding.root(sent);
    const place = encoding.captures.placeOf(sent);
    const warning = checkSize(encoding, electron, place);
    const { buffers, modules } = encoding.shelves;
    buffers?.watch(watch);
    modules?.sendProject(keep);
    if (keep) buffers?.keepLarge(keep);
    const stream = encoding.out.finish();
    const printed = printCode(encoding);
    const code = assemble(encoding, stream, printed).finish();
    const captured: ShippedFunction = {
      hash: `${hashOf(assemble(encoding, stream, printed, false).view())}.${checksum(code)}`,
      name: fn.name || electron,
      source: encoding.captures.authoredText(sent) ?? shownText(fn),
      place,
      code: keepMessage(code, keep),
    };
    return { captured, warning, isCurrent: () => modules?.isCurrent !== false };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // V8 says "Invalid string length" or "Array buffer allocation failed" here.
    const kind = "value too large to send";
    throw new CovalentError(
      "VALUE_CANNOT_TRAVEL",
      { electron: `Electron '${electron}'`, path: String(path), kind, place: null },
      { cause: error },
    );
  } finally {
    forget();
  }
}
