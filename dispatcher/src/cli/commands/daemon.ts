// covalent daemon: is the dispatcher, in the foreground. `covalent start` runs it in the background.

import { writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { type About, CovalentError, type ErrorCode } from "covalent-ts/errors";
import { command, wholeNumber } from "../command.ts";

export const daemon = command({
  name: "daemon",
  synopsis: "[--workers N] [--log-level LEVEL]",
  summary: "Be the dispatcher, in the foreground, with the log on stdout.",
  explains: [
    ["--workers N", "How many electrons run at a time. By default COVALENT_WORKERS, else one for each processor."],
    ["--log-level LEVEL", "error, warn, info or debug. By default COVALENT_LOG_LEVEL, else info."],
  ],
  options: {
    workers: { type: "string", default: process.env["COVALENT_WORKERS"] ?? String(availableParallelism()) },
    "log-level": { type: "string", default: process.env["COVALENT_LOG_LEVEL"] ?? "info" },
  },
  takes: [0, 0],
  async run({ values, directory }, terminal) {
    // Loaded here: no other command needs an engine, a database or a log.
    const [{ pino }, { runDispatcher }] = await Promise.all([import("pino"), import("../../main.ts")]);
    const log = pino({ level: values["log-level"] }, pino.destination({ fd: 1, sync: true }));
    try {
      await runDispatcher({ directory, workers: wholeNumber("--workers", values.workers, 1) }, log);
      return 0;
    } catch (error) {
      const failure = startFailure(error, directory);
      terminal.remark(failure);
      // The folder may be the very thing that cannot be written; then stderr has said it.
      await writeFile(join(directory, "start-failure.json"), failure, { mode: 0o600 }).catch(() => {});
      return 1;
    }
  },
});

/** One line of JSON, from which whoever started us can build the error again. */
function startFailure(error: unknown, directory: string): string {
  const { code, about } = error instanceof CovalentError ? error : cannotStart(error, directory);
  return JSON.stringify({ startFailure: { code, about } });
}

function cannotStart(error: unknown, directory: string): { code: ErrorCode; about: About["DISPATCHER_CANNOT_START"] } {
  const reason = error instanceof Error ? error.message : String(error);
  return { code: "DISPATCHER_CANNOT_START", about: { directory, reason, log: join(directory, "dispatcher.log") } };
}
