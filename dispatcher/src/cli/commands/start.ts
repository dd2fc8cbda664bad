// covalent start: starts the dispatcher in the background.

import { sightDispatcher, startDispatcher } from "covalent-ts/client";
import { connectionPath } from "covalent-ts/protocol";
import { command, wholeNumber } from "../command.ts";
import { listenExplained, readListen } from "../listen-option.ts";
import { readResources } from "../read-resources.ts";
import { counted } from "../words.ts";

export const start = command({
  name: "start",
  synopsis: "[--workers N] [--resources NAME=N,...] [--listen tcp://HOST:PORT]",
  summary: "Start the dispatcher in the background.",
  explains: [
    ["--workers N", "How many electrons run at a time. By default as many as there are processors."],
    ["--resources NAME=N,...", "What else electrons may ask for: gpu=1,memory=8GB. By default the machine's memory."],
    listenExplained,
  ],
  options: { workers: { type: "string" }, resources: { type: "string" }, listen: { type: "string" } },
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
    if (values.resources !== undefined) {
      readResources("--resources", values.resources);
      process.env["COVALENT_RESOURCES"] = values.resources;
    }
    if (values.listen !== undefined) {
      readListen(values.listen);
      process.env["COVALENT_LISTEN"] = values.listen;
    }
    const { pid, remote } = await startDispatcher(directory);
    const workers = values.workers === undefined ? "" : ` with ${counted(Number(values.workers), "worker")}`;
    terminal.print(`Started the dispatcher for ${directory}${workers}, as process ${pid}.`);
    if (remote !== undefined) {
      terminal.print(
        `It listens at ${remote.requests} and ${remote.events}, for clients with COVALENT_CONNECTION set to`,
      );
      terminal.print(
        `${connectionPath(directory)}, or to a copy of that file, which holds the key to it: keep it secret.`,
      );
    }
    return 0;
  },
});
