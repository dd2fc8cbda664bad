// covalent daemon: is the dispatcher, in the foreground. `covalent start` runs it in the background.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CovalentError } from "covalent-ts/errors";
import { parseRetention } from "../../store/retention.ts";
import { graceOf } from "../../workers/ask-to-end.ts";
import { CallError, command, wholeNumber } from "../command.ts";
import { listenExplained, readListen } from "../listen-option.ts";
import { readResources } from "../read-resources.ts";

const levels = ["error", "warn", "info", "debug"];

const defaultLogMegabytes = 10;

export const daemon = command({
  name: "daemon",
  synopsis: "[--workers N] [--resources NAME=N,...] [--listen tcp://HOST:PORT] [--log-level LEVEL]",
  summary: "Be the dispatcher, in the foreground, with the log on stdout.",
  explains: [
    ["--workers N", "How many electrons run at a time. By default COVALENT_WORKERS, else one for each processor."],
    [
      "--resources NAME=N,...",
      "What else electrons may ask for. By default COVALENT_RESOURCES, else the machine's memory.",
    ],
    listenExplained,
    ["--log-level LEVEL", `${levels.join(", ")}. By default COVALENT_LOG_LEVEL, else info.`],
  ],
  options: {
    workers: { type: "string" },
    resources: { type: "string" },
    listen: { type: "string" },
    "log-level": { type: "string" },
  },
  takes: [0, 0],
  async run({ values, directory }) {
    const {
      COVALENT_WORKERS,
      COVALENT_RESOURCES,
      COVALENT_LOG_LEVEL,
      COVALENT_LOG_MB,
      COVALENT_OUTLIVE,
      COVALENT_GRACE,
      COVALENT_RETENTION,
      COVALENT_LISTEN,
    } = process.env;
    const asked = values.workers ?? COVALENT_WORKERS;
    const workers = asked ? wholeNumber("--workers", asked, 1) : undefined;
    const given = values.resources ?? COVALENT_RESOURCES;
    const resources = given ? readResources("--resources", given) : undefined;
    const level = values["log-level"] ?? (COVALENT_LOG_LEVEL || "info");
    if (!levels.includes(level)) throw new CallError(`--log-level takes one of ${levels.join(", ")}.`);

    const largest = COVALENT_LOG_MB ? wholeNumber("COVALENT_LOG_MB", COVALENT_LOG_MB, 1) : defaultLogMegabytes;
    const grace = COVALENT_GRACE ? graceOf(wholeNumber("COVALENT_GRACE", COVALENT_GRACE, 0) * 1_000) : undefined;
    const outlive = COVALENT_OUTLIVE ? wholeNumber("COVALENT_OUTLIVE", COVALENT_OUTLIVE, 0) * 1_000 : undefined;
    const retention = COVALENT_RETENTION ? parseRetention(COVALENT_RETENTION) : {};
    if (retention === undefined) {
      throw new CallError(
        `COVALENT_RETENTION is like 30d, 20GB or 1000, or several of them, not '${COVALENT_RETENTION}'.`,
      );
    }
    const address = values.listen ?? COVALENT_LISTEN;
    const listen = address ? readListen(address) : undefined;
    // Loaded here: no other command needs an engine, a database or a log.
    const [{ pino }, { runDispatcher }, { keepLogSmall }] = await Promise.all([
      import("pino"),
      import("../../main.ts"),
      import("../../log-file.ts"),
    ]);
    try {
      const lines = pino.destination({ fd: 1, sync: true, maxLength: 1024 * 1024 });
      // The log is on the disk that may be full: what it cannot say must not end what it speaks of.
      lines.on("error", () => undefined);
      const { grown } = keepLogSmall({ fd: 1, directory, largest: largest * 1_000_000 });
      const stream = {
        write(line: string) {
          lines.write(line);
          grown(line);
        },
      };
      await runDispatcher(
        { dataDirectory: directory, workers, resources, grace, outlive, listen, retention },
        pino({ level }, stream),
      );
      return 0;
    } catch (error) {
      if (error instanceof CovalentError) await leaveForStarter(directory, error);
      throw error;
    }
  },
});

/** Whoever started this in the background throws it again. A data directory that cannot be written they see themselves. */
async function leaveForStarter(directory: string, { code, about }: CovalentError): Promise<void> {
  const file = join(directory, "start-failure.json");
  await writeFile(file, JSON.stringify({ startFailure: { code, about } }), { mode: 0o600 }).catch(() => undefined);
}
