// An electron's function as something that can be sent, captured only if something about it has changed since the last time.

import type { ShippedFunction } from "../protocol/graph.ts";
import { captureFunction, type ShipOptions } from "./capture-function.ts";
import type { Keep } from "./keep.ts";
import { sameProperties } from "./shadow.ts";
import { Watch } from "./watch.ts";

interface Shipped {
  made: ShippedFunction;
  electron: string;
  using: ShipOptions["using"];
  /** What took large data out of the message, if any had to be. */
  keep: Keep | undefined;
  /** Whether the project's files that it imports are as they were. */
  isCurrent: () => boolean;
  /** The folder that packages were seen from. */
  directory: string;
  watch: Watch;
}

const shipped = new WeakMap<object, Shipped>();

/**
 * The function with everything that it needs elsewhere, as it is now.
 *
 * What it closes over is looked at at each call, because it may have changed; as long as it has not, the same object comes
 * back. The hash is that of the content, a dot, and that of the places: the part before the dot is the same wherever the
 * function stands in its author's text, and all of it is the same in every process.
 *
 * Throws `FUNCTION_CANNOT_TRAVEL` and `VALUE_CANNOT_TRAVEL`, naming the way to what cannot: `train → model → socket`.
 */
export function shipFunction(fn: NewableFunction | CallableFunction, about: ShipOptions): ShippedFunction {
  const { electron, using } = about;
  const before = shipped.get(fn);
  if (before && isAskedAlike(before, about) && before.watch.holds()) return before.made;
  const watch = new Watch();
  if (using) watch.add(sameProperties(using));
  let kept: Keep | undefined;
  const keep: Keep | undefined =
    about.keep &&
    ((bytes) => {
      kept = about.keep;
      return about.keep?.(bytes) ?? "";
    });
  const { captured, warning, isCurrent } = captureFunction(fn, { ...about, keep }, watch);
  const isSame = before?.made.hash === captured.hash && Buffer.from(before.made.code).equals(captured.code);
  if (!isSame && warning !== undefined) process.emitWarning(warning, { code: "COVALENT_LARGE_CAPTURE" });
  const made = isSame ? before.made : captured;
  shipped.set(fn, { made, electron, using, keep: kept, isCurrent, directory: process.cwd(), watch });
  return made;
}

/** The name of the electron is part of what is sent only where the function has none. */
function isAskedAlike({ made, electron, using, keep, isCurrent, directory }: Shipped, now: ShipOptions): boolean {
  return (
    now.using === using &&
    // What is kept for one lattice has its files as they were at the first call.
    (keep === undefined ? isCurrent() : now.keep === keep) &&
    (now.electron === electron || made.name !== electron) &&
    process.cwd() === directory
  );
}
