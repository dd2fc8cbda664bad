// Keeps the ends of brief electrons together for a moment, and in a file meanwhile: see `brief-ends.ts`.

import { openSync, writeSync } from "node:fs";
import { addRecord, beginBatch, fits, openFrame, placeOf, written } from "../brief-ends.ts";

/** How long the first of them waits for others, in milliseconds: as long as the dispatcher takes to write what it has. */
const together = 1;
const mostTogether = 128;

export interface BriefOutbox {
  /**
   * Keeps it, or sends it with those that were kept: at once if no electron follows it. False if it cannot be kept: it is too
   * large, or the disk is full.
   */
  add(record: Uint8Array, isLast?: boolean): boolean;
  /** Sends what is kept. */
  flush(): void;
}

/** @param now a clock in milliseconds, from whenever */
export function openBriefOutbox(path: string, send: (frame: Uint8Array) => void, now: () => number): BriefOutbox {
  const frame = openFrame();
  let file: number | undefined;
  let batch = 1;
  let records = 0;
  let since = 0;
  let timer: NodeJS.Timeout | undefined;
  beginBatch(frame, batch);

  function flush(): void {
    if (records === 0) return;
    clearTimeout(timer);
    // A copy: it is on its way for a while, and this is filled again.
    send(Buffer.from(written(frame)));
    batch += 1;
    records = 0;
    beginBatch(frame, batch);
  }

  /** What of the frame the file does not have yet. False where there is no room for it. */
  function keep(from: number): boolean {
    try {
      file ??= openSync(path, "w", 0o600);
      const bytes = written(frame);
      return writeSync(file, bytes, from, bytes.length - from, placeOf(batch) + from) === bytes.length - from;
    } catch {
      return false;
    }
  }

  return {
    add(record, isLast = false) {
      if (!fits(frame, record)) flush();
      if (!fits(frame, record)) return false;
      if (isLast && records === 0) {
        // Nothing waits with it, or comes after it soon: the file would only cost time.
        addRecord(frame, record);
        records = 1;
        flush();
        return true;
      }
      if (records === 0) {
        since = now();
        // The next electron may wait for something, and this process with it.
        timer = setTimeout(flush, together);
      }
      const { at } = frame;
      addRecord(frame, record);
      if (!keep(records === 0 ? 0 : at)) {
        frame.at = at;
        flush();
        return false;
      }
      records += 1;
      if (isLast || records >= mostTogether || now() - since >= together) flush();
      return true;
    },
    flush,
  };
}
