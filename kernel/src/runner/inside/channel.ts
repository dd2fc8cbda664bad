// The runner's way to the protocol process: one JSON line a report, in order, blocking.

import { writeSync } from "node:fs";
import { descriptors } from "../descriptors.ts";
import type { Report } from "../reports.ts";

/**
 * Blocking on purpose. A cell that prints in a loop never gets back to the event loop, so anything queued would pile up in
 * memory and be lost if the process ended; and a reader that falls behind slows the cell down instead.
 */
export function report(it: Report): void {
  writeAll(descriptors.reports, `${JSON.stringify(it)}\n`);
}

/** Ends a line that an interrupt may have cut off; an empty one means nothing. */
export const endLine = (): void => writeAll(descriptors.reports, "\n");

export function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) {
    written += writeSync(descriptor, bytes, written);
  }
}
