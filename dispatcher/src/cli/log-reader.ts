// Reads the lines of a dispatcher's log, over the files that it was put away in, and goes on with those that are added.

import { open, readFile, stat } from "node:fs/promises";
import { StringDecoder } from "node:string_decoder";
import { logPath, olderLogPath, olderLogs } from "../log-file.ts";

/** The last lines of the logs that were put away, the newest last. */
export async function lastOlderLines(directory: string, wanted: number): Promise<string[]> {
  const lines: string[] = [];
  for (let n = 1; n <= olderLogs && lines.length < wanted; n += 1) {
    const text = await readFile(olderLogPath(directory, n), "utf8").catch(ifThere);
    if (text === undefined) break;
    lines.unshift(...linesOf(text));
  }
  return wanted === 0 ? [] : lines.slice(-wanted);
}

const linesOf = (text: string): string[] => text.split("\n").filter((line) => line !== "");

export interface LogReader {
  /** Whole lines that were added since the last time; undefined if there is no log. */
  next(): Promise<string[] | undefined>;
}

/** Reads from the beginning of the newest file on. A log that is put away meanwhile is read to its end first. */
export function openLogReader(directory: string): LogReader {
  const path = logPath(directory);
  let decoder = new StringDecoder("utf8");
  let begun = "";
  let at = 0;
  let inode: bigint | undefined;

  async function readFrom(file: string): Promise<void> {
    const handle = await open(file).catch(ifThere);
    if (handle === undefined) return;
    await using log = handle;
    const bytes = Buffer.alloc(64 * 1024);
    for (;;) {
      const { bytesRead } = await log.read(bytes, 0, bytes.length, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      begun += decoder.write(bytes.subarray(0, bytesRead));
    }
  }

  return {
    async next() {
      const now = await stat(path, { bigint: true }).catch(ifThere);
      if (now === undefined) return undefined;
      if (inode !== undefined && (now.size < at || now.ino !== inode)) {
        if (now.ino === inode) await readFrom(olderLogPath(directory, 1));
        at = 0;
        decoder = new StringDecoder("utf8");
      }
      inode = now.ino;
      await readFrom(path);
      const lines = begun.split("\n");
      begun = lines.pop() ?? "";
      return lines;
    },
  };
}

function ifThere(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
