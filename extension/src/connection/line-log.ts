// What a child process prints, line by line, and the end of it for when it fails.

import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

export interface LineLog {
  /** The last lines, the oldest first. */
  tail(): string;
}

const kept = 8;

/** Reads both streams until they end; `onLine` hears each line. */
export function logLines(streams: readonly Readable[], onLine: (line: string) => void): LineLog {
  const last: string[] = [];
  for (const input of streams) {
    createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY }).on("line", (line) => {
      last.push(line);
      if (last.length > kept) last.shift();
      onLine(line);
    });
  }
  return { tail: () => last.join("\n") };
}
