// covalent daemon: is the dispatcher, in the foreground. `covalent start` runs it in the background.

import { CovalentError } from "covalent-ts/errors";
import { CallError, command, wholeNumber } from "../command.ts";

const levels = ["error", "warn", "info", "debug"];

export const daemon = command({
  name: "daemon",
  synopsis: "[--workers N] [--log-level LEVEL]",
  summary: "Be the dispatcher, in the foreground, with the log on stdout.",
  explains: [
    ["--workers N", "How many electrons run at a time. By default COVALENT_WORKERS, else one for each processor."],
    ["--log-level LEVEL", `${levels.join(", ")}. By default COVALENT_LOG_LEVEL, else info.`],
  ],
  options: { workers: { type: "string" }, "log-level": { type: "string" } },
  takes: [0, 0],
  async run({ values, directory }, terminal) {
    const { COVALENT_WORKERS, COVALENT_LOG_LEVEL } = process.env;
    const asked = values.workers ?? COVALENT_WORKERS;
    const workers = asked ? wholeNumber("--workers", asked, 1) : undefined;
    const level = values["log-level"] ?? (COVALENT_LOG_LEVEL || "info");
    if (!levels.includes(level)) throw new CallError(`--log-level takes one of ${levels.join(", ")}.`);

    // Loaded here: no other command needs an engine, a database or a log.
    const [{ pino }, { runDispatcher }] = await Promise.all([import("pino"), import("../../main.ts")]);
    try {
      await runDispatcher(
        { dataDirectory: directory, workers },
        pino({ level }, pino.destination({ fd: 1, sync: true })),
      );
      return 0;
    } catch (error) {
      // Of its own errors the dispatcher has told whoever started it. Of others, the last line of the log has to.
      if (!(error instanceof CovalentError)) terminal.remark(String(error));
      return 1;
    }
  },
});
