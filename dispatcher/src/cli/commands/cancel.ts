// covalent cancel: stops a dispatch, or some of its electrons.

import { openClient } from "covalent-ts/client";
import { command } from "../command.ts";
import { findDispatch, findElectron } from "../dispatch-id.ts";
import { counted } from "../words.ts";

export const cancel = command({
  name: "cancel",
  synopsis: "DISPATCH [ELECTRON...]",
  summary: "Cancel a dispatch, or electrons of it with all that depends on them.",
  explains: [
    ["DISPATCH", "Its id, or the beginning of it."],
    ["ELECTRON", "Its number in the dispatch, or its name if no other has it."],
  ],
  options: {},
  takes: [1, Number.POSITIVE_INFINITY],
  async run({ words: [beginning = "", ...names], directory }, terminal) {
    await using client = await openClient({ directory, start: false });
    const dispatch = await findDispatch(client, beginning);
    const { document } = await client.ask("snapshot", { dispatch });
    const electrons = names.map((name) => findElectron(document, name));
    const ask = names.length === 0 ? { dispatch } : { dispatch, electrons };
    const { cancelled } = await client.ask("cancel", ask);
    const whose = `of ${document.lattice} (${dispatch})`;
    if (cancelled === 0) terminal.print(`Nothing to cancel: what was asked for ${whose} has ended.`);
    else terminal.print(`Cancelled ${counted(cancelled, "electron")} ${whose}.`);
    return 0;
  },
});
