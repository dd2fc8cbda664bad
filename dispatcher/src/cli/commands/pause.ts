// covalent pause: holds back what a dispatch has not started yet.

import { openClient } from "covalent-ts/client";
import { command } from "../command.ts";
import { findDispatch } from "../dispatch-id.ts";

export const pause = command({
  name: "pause",
  synopsis: "DISPATCH",
  summary: "Let nothing more of a dispatch start. What runs goes on.",
  explains: [["DISPATCH", "Its id, or the beginning of it."]],
  options: {},
  takes: [1, 1],
  async run({ words: [beginning = ""], directory }, terminal) {
    await using client = await openClient({ directory, start: false });
    const dispatch = await findDispatch(client, beginning);
    const { changed } = await client.ask("pause", { dispatch, paused: true });
    terminal.print(
      changed
        ? `Paused ${dispatch}. \`covalent resume\` lets it go on.`
        : `Nothing to pause: ${dispatch} is paused already, or has ended.`,
    );
    return 0;
  },
});
