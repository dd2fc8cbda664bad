// covalent restart: ends the dispatcher, and starts it again.

import { startDispatcher } from "covalent-ts/client";
import { command, wholeNumber } from "../command.ts";
import { endDispatcher } from "../end-dispatcher.ts";

export const restart = command({
  name: "restart",
  synopsis: "[--workers N]",
  summary: "Stop the dispatcher and start it again. Dispatches go on where they were.",
  explains: [["--workers N", "How many electrons run at a time. By default as many as there are processors."]],
  options: { workers: { type: "string" } },
  takes: [0, 0],
  async run({ values, directory }, terminal) {
    const workers = values.workers === undefined ? undefined : wholeNumber("--workers", values.workers, 1);
    const before = await endDispatcher(directory);
    if (workers !== undefined) process.env["COVALENT_WORKERS"] = String(workers);
    const { pid } = await startDispatcher(directory);
    const was = before === null ? "none ran before" : `before it was ${before}`;
    terminal.print(`Started the dispatcher for ${directory}, as process ${pid}; ${was}.`);
    return 0;
  },
});
