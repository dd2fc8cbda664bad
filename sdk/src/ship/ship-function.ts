// An electron's function as something that can be sent: its text, what it closes over, and where it came from.

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

const shipped = new WeakMap<object, ShippedFunction>();

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

/**
 * Captures a function with everything that it needs elsewhere, as it is now.
 *
 * What it closes over is read again at each call, because it may have changed; as long as it has not, the same object comes
 * back. The hash is that of the content, a dot, and that of the places: the part before the dot is the same wherever the
 * function stands in its author's text, and all of it is the same in every process.
 *
 * Throws `FUNCTION_CANNOT_TRAVEL` and `VALUE_CANNOT_TRAVEL`, naming the way to what cannot: `train → model → socket`.
 */
export function shipFunction(fn: NewableFunction | CallableFunction, about: ShipOptions): ShippedFunction {
  const path = new Path(fn.name || about.electron);
  const refuse = new Refusal(`Electron '${about.electron}'`, path);
  const encoding = new Encoding({ path, refuse, captures: (it) => new Captures(it), outputOf: about.outputOf });
  try {
    const sent = about.using === undefined ? fn : new Supplied(fn as CallableFunction, about.using);
    encoding.root(sent);
    const place = encoding.captures.placeOf(sent);
    const warning = checkSize(encoding, about.electron, place);
    if (about.keep) encoding.buffers.keepLarge(about.keep);
    const stream = encoding.out.finish();
    const printed = printCode(encoding);
    const code = assemble(encoding, stream, printed);
    const hash = `${hashOf(assemble(encoding, stream, printed, false))}.${hashOf(code).slice(0, 8)}`;
    const before = shipped.get(fn);
    if (before?.hash === hash) return before;
    if (warning !== undefined) process.emitWarning(warning, { code: "COVALENT_LARGE_CAPTURE" });
    const source = encoding.captures.authoredText(sent) ?? shownText(fn);
    const made: ShippedFunction = {
      hash,
      name: fn.name || about.electron,
      source,
      place,
      code: keepMessage(code, about.keep),
    };
    shipped.set(fn, made);
    return made;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // V8 says "Invalid string length" or "Array buffer allocation failed" here.
    const kind = "value too large to send";
    throw new CovalentError(
      "VALUE_CANNOT_TRAVEL",
      { electron: `Electron '${about.electron}'`, path: String(path), kind, place: null },
      { cause: error },
    );
  } finally {
    forget();
  }
}
