// covalent stop: ends the dispatcher.

import { CovalentError } from "covalent-ts/errors";
import { command } from "../command.ts";
import { endDispatcher } from "../end-dispatcher.ts";

export const stop = command({
  name: "stop",
  synopsis: "",
  summary: "Stop the dispatcher. Unfinished dispatches go on when it is started again.",
  explains: [],
  options: {},
  takes: [0, 0],
  async run({ directory }, terminal) {
    const pid = await endDispatcher(directory);
    if (pid === null) throw new CovalentError("DISPATCHER_NOT_RUNNING", { directory });
    terminal.print(`Stopped the dispatcher for ${directory}, which was process ${pid}.`);
    return 0;
  },
});
