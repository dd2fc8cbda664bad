// covalent show: one dispatch with its electrons, or one electron with all that is known of it.

import { openClient } from "covalent-ts/client";
import { command } from "../command.ts";
import { findDispatch, findElectron } from "../dispatch-id.ts";
import { followDispatch, followElectron } from "../follow.ts";
import { sayDispatch } from "../say-dispatch.ts";
import { sayElectron } from "../say-electron.ts";

export const show = command({
  name: "show",
  synopsis: "DISPATCH [ELECTRON] [-f] [--all] [--json]",
  summary: "Show a dispatch and its electrons, or one electron.",
  explains: [
    ["DISPATCH", "Its id, or the beginning of it."],
    ["ELECTRON", "Its number in the dispatch, or its name if no other has it."],
    ["-f, --follow", "First go along until it has ended: with what changes, or with what the electron prints."],
    ["--all", "A line for every electron, also for those that are many and alike."],
    ["--json", "As JSON."],
  ],
  options: { json: { type: "boolean" }, all: { type: "boolean" }, follow: { type: "boolean", short: "f" } },
  takes: [1, 2],
  async run(
    { values: { json = false, all = false, follow = false }, words: [beginning = "", name], directory },
    terminal,
  ) {
    await using client = await openClient({ directory, start: false });
    const dispatch = await findDispatch(client, beginning);
    const snapshot = async () => (await client.ask("snapshot", { dispatch })).document;

    if (name === undefined) {
      if (follow) await followDispatch(client, dispatch, terminal);
      const document = await snapshot();
      if (json) terminal.print(JSON.stringify(document, null, 2));
      else await sayDispatch(document, client, { all, now: Date.now(), terminal });
      return 0;
    }
    const electron = findElectron(await snapshot(), name);
    if (follow) {
      await followElectron(client, dispatch, electron, terminal);
      return 0;
    }
    const answer = await client.ask("electron", { dispatch, electron });
    if (json) terminal.print(JSON.stringify(answer, null, 2));
    else sayElectron(answer, await snapshot(), terminal, Date.now());
    return 0;
  },
});
