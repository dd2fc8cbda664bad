// covalent logs: shows what the dispatcher wrote to its log.

import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { StringDecoder } from "node:string_decoder";
import { setTimeout as delay } from "node:timers/promises";
import { command, wholeNumber } from "../command.ts";
import { readableLogLine } from "../log-lines.ts";

/** How soon what is added is seen, in milliseconds. */
const lookAgain = 200;

export const logs = command({
  name: "logs",
  synopsis: "[-n LINES] [-f]",
  summary: "Show the dispatcher's log.",
  explains: [
    ["-n LINES", "How many lines of its end. By default 50."],
    ["-f, --follow", "Go on with what is added, until it is interrupted."],
  ],
  options: {
    lines: { type: "string", short: "n", default: "50" },
    follow: { type: "boolean", short: "f" },
  },
  takes: [0, 0],
  async run({ values, directory }, terminal) {
    const wanted = wholeNumber("-n", values.lines, 0);
    const path = join(directory, "dispatcher.log");
    const file = await open(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return null;
      throw error;
    });
    if (file === null) {
      terminal.remark(`There is no log yet: ${path}.`);
      return 1;
    }
    await using log = file;
    const reader = new LineReader(log);
    const show = (lines: readonly string[]): void => {
      for (const line of lines) terminal.print(readableLogLine(line, terminal, Date.now()));
    };
    const lines = await reader.next();
    show(wanted === 0 ? [] : lines.slice(-wanted));
    if (!values.follow) return 0;
    for (;;) {
      // Watching a file tells nothing on network disks, where many homes are.
      await delay(lookAgain);
      show(await reader.next());
    }
  },
});

/** Reads whole lines from where it was. */
class LineReader {
  readonly #file: FileHandle;
  readonly #decoder = new StringDecoder("utf8");
  #begun = "";

  constructor(file: FileHandle) {
    this.#file = file;
  }

  async next(): Promise<string[]> {
    const bytes = Buffer.alloc(64 * 1024);
    for (;;) {
      const { bytesRead } = await this.#file.read(bytes, 0, bytes.length, null);
      if (bytesRead === 0) break;
      this.#begun += this.#decoder.write(bytes.subarray(0, bytesRead));
    }
    const lines = this.#begun.split("\n");
    this.#begun = lines.pop() ?? "";
    return lines;
  }
}
