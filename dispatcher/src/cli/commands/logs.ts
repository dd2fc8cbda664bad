// covalent logs: shows what the dispatcher wrote to its log.

import { setTimeout as delay } from "node:timers/promises";
import { logPath } from "../../log-file.ts";
import { command, wholeNumber } from "../command.ts";
import { readableLogLine } from "../log-lines.ts";
import { lastOlderLines, openLogReader } from "../log-reader.ts";

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
    const reader = openLogReader(directory);
    const lines = await reader.next();
    if (lines === undefined) {
      terminal.remark(`There is no log yet: ${logPath(directory)}.`);
      return 1;
    }
    const show = (some: readonly string[]): void => {
      for (const line of some) terminal.print(readableLogLine(line, terminal, Date.now()));
    };
    const before = await lastOlderLines(directory, Math.max(0, wanted - lines.length));
    show(wanted === 0 ? [] : [...before, ...lines].slice(-wanted));
    if (!values.follow) return 0;
    for (;;) {
      // Watching a file tells nothing on network disks, where many homes are.
      await delay(lookAgain);
      show((await reader.next()) ?? []);
    }
  },
});
