// covalent resume: lets a paused dispatch go on.

import { openClient } from "covalent-ts/client";
import { command } from "../command.ts";
import { findDispatch } from "../dispatch-id.ts";

export const resume = command({
  name: "resume",
  synopsis: "DISPATCH",
  summary: "Let a dispatch go on that was paused.",
  explains: [["DISPATCH", "Its id, or the beginning of it."]],
  options: {},
  takes: [1, 1],
  async run({ words: [beginning = ""], directory }, terminal) {
    await using client = await openClient({ directory, start: false });
    const dispatch = await findDispatch(client, beginning);
    const { changed } = await client.ask("pause", { dispatch, paused: false });
    terminal.print(changed ? `Resumed ${dispatch}.` : `Nothing to resume: ${dispatch} is not paused, or has ended.`);
    return 0;
  },
});
