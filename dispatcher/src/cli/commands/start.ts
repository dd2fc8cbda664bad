// covalent start: starts the dispatcher in the background.

import { sightDispatcher, startDispatcher } from "covalent-ts/client";
import { command, wholeNumber } from "../command.ts";
import { counted } from "../words.ts";

export const start = command({
  name: "start",
  synopsis: "[--workers N]",
  summary: "Start the dispatcher in the background.",
  explains: [["--workers N", "How many electrons run at a time. By default as many as there are processors."]],
  options: { workers: { type: "string" } },
  takes: [0, 0],
  async run({ values, directory }, terminal) {
    const sighting = await sightDispatcher(directory);
    if (sighting.phase === "running") {
      terminal.print(`The dispatcher for ${directory} runs already, as process ${sighting.connection.pid}.`);
      return 0;
    }
    if (values.workers !== undefined) {
      // The daemon is a process of its own, and learns this from its environment.
      process.env["COVALENT_WORKERS"] = String(wholeNumber("--workers", values.workers, 1));
    }
    const { pid } = await startDispatcher(directory);
    const workers = values.workers === undefined ? "" : ` with ${counted(Number(values.workers), "worker")}`;
    terminal.print(`Started the dispatcher for ${directory}${workers}, as process ${pid}.`);
    return 0;
  },
});
