// Compares what a person reads with a file; with COVALENT_UPDATE_GOLDEN set, writes that file instead.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";

/** `name` is that of a file in `golden/`, without its ending. */
export function assertGolden(name: string, text: string): void {
  const file = new URL(`./golden/${name}.golden.txt`, import.meta.url);
  if (process.env["COVALENT_UPDATE_GOLDEN"]) writeFileSync(file, text);
  assert.equal(text, readFileSync(file, "utf8"));
}

/** The text with all that differs from one run to the next replaced: `replaced` first, then times, processes and widths. */
export function stabilise(text: string, replaced: readonly (readonly [what: string, by: string])[]): string {
  return (
    replaced
      .reduce((stable, [what, by]) => stable.replaceAll(what, by), text)
      .replace(/\b\d\d:\d\d:\d\d\b/g, "14:02:10")
      .replace(/<0\.1s|\b(?:\d+m )?\d+(?:\.\d)?s\b/g, "0.1s")
      .replace(/\bprocess \d+/g, "process 4711")
      .replace(/\bwas \d+/g, "was 4711")
      .replace(/\bw\d+\b/g, "w1")
      .replace(/\b[\d.,]+ (kB|MB|electrons\/s|writes\/s)/g, "1 $1")
      .replace(/(?<=\+ *)\d+ ms/g, "1 ms")
      // A worker that replaced another may not be up yet.
      .replace(/\bstarting$/gm, "idle")
      // Columns are as wide as what is in them.
      .replace(/(?<=[^\s\d]) {2,}/g, "  ")
  );
}
