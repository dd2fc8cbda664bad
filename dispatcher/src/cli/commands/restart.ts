// covalent restart: ends the dispatcher, and starts it again.

import { startDispatcher } from "covalent-ts/client";
import { command, wholeNumber } from "../command.ts";
import { endDispatcher } from "../end-dispatcher.ts";
import { readResources } from "../read-resources.ts";

export const restart = command({
  name: "restart",
  synopsis: "[--workers N] [--resources NAME=N,...]",
  summary: "Stop the dispatcher and start it again. Dispatches go on where they were.",
  explains: [
    ["--workers N", "How many electrons run at a time. By default as many as there are processors."],
    ["--resources NAME=N,...", "What else electrons may ask for: gpu=1,memory=8GB. By default the machine's memory."],
  ],
  options: { workers: { type: "string" }, resources: { type: "string" } },
  takes: [0, 0],
  async run({ values, directory }, terminal) {
    const workers = values.workers === undefined ? undefined : wholeNumber("--workers", values.workers, 1);
    if (values.resources !== undefined) {
      readResources("--resources", values.resources);
      process.env["COVALENT_RESOURCES"] = values.resources;
    }
    const before = await endDispatcher(directory);
    if (workers !== undefined) process.env["COVALENT_WORKERS"] = String(workers);
    const { pid } = await startDispatcher(directory);
    const was = before === null ? "none ran before" : `before it was ${before}`;
    terminal.print(`Started the dispatcher for ${directory}, as process ${pid}; ${was}.`);
    return 0;
  },
});
