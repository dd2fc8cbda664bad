// covalent story: tells what happened to a dispatch, or to one electron of it, in order.

import { openClient } from "covalent-ts/client";
import { command } from "../command.ts";
import { findDispatch, findElectron } from "../dispatch-id.ts";

export const story = command({
  name: "story",
  synopsis: "DISPATCH [ELECTRON] [--json]",
  summary: "Tell what happened to a dispatch, or to one electron of it, and why.",
  explains: [
    ["DISPATCH", "Its id, or the beginning of it."],
    ["ELECTRON", "Its number in the dispatch, or its name if no other has it."],
    ["--json", "As a JSON array of lines."],
  ],
  options: { json: { type: "boolean" } },
  takes: [1, 2],
  async run({ values, words: [beginning = "", name], directory }, terminal) {
    await using client = await openClient({ directory, start: false });
    const dispatch = await findDispatch(client, beginning);
    const electron =
      name === undefined ? undefined : findElectron((await client.ask("snapshot", { dispatch })).document, name);
    const { lines } = await client.ask("story", electron === undefined ? { dispatch } : { dispatch, electron });
    if (values.json) terminal.print(JSON.stringify(lines, null, 2));
    else for (const line of lines) terminal.print(line);
    return 0;
  },
});
