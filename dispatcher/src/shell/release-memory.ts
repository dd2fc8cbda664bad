// Gives memory that is not used back to the machine. V8 keeps what a busy minute needed, as long as nobody says that it is over.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

type Collect = (options: { type: "major"; execution: "sync"; flavor: "last-resort" }) => void;

let collect: Collect | undefined;

/** Stops everything for some 20 milliseconds. */
export function releaseMemory(): void {
  collect ??= findCollector();
  collect({ type: "major", execution: "sync", flavor: "last-resort" });
}

// Only for us: what users' code sees has no `gc`.
function findCollector(): Collect {
  setFlagsFromString("--expose-gc");
  const found: unknown = runInNewContext("gc");
  setFlagsFromString("--no-expose-gc");
  return typeof found === "function" ? (options) => void found(options) : () => undefined;
}
