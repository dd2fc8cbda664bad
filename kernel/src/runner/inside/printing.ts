// What cells print: batched, and in the order in which it was printed, whichever cell and stream it came on.

import { Batch } from "../batch.ts";
import { report } from "./channel.ts";
import { currentRun } from "./current-run.ts";

export type StreamName = "stdout" | "stderr";

let last: { run: number; name: StreamName } = { run: 0, name: "stdout" };
const batch = new Batch((text) => report({ type: "stream", ...last, text }));

export function print(name: StreamName, text: string): void {
  const run = currentRun().id;
  if (run !== last.run || name !== last.name) {
    batch.flush();
    last = { run, name };
  }
  batch.add(text);
}

/** Before anything else is reported, so that it comes after what was printed before it. */
export const flushPrinted = (): void => batch.flush();
