// covalent pause, covalent resume: hold back what a dispatch has not started yet, and let it go on.

import { openClient } from "covalent-ts/client";
import { type Command, command } from "../command.ts";
import { findDispatch } from "../dispatch-id.ts";

interface Hold {
  name: string;
  summary: string;
  paused: boolean;
  done(dispatch: string): string;
  nothingDone(dispatch: string): string;
}

const holdCommand = ({ name, summary, paused, done, nothingDone }: Hold): Command =>
  command({
    name,
    synopsis: "DISPATCH",
    summary,
    explains: [["DISPATCH", "Its id, or the beginning of it."]],
    options: {},
    takes: [1, 1],
    async run({ words: [beginning = ""], directory }, terminal) {
      await using client = await openClient({ directory, start: false });
      const dispatch = await findDispatch(client, beginning);
      const { changed } = await client.ask("pause", { dispatch, paused });
      terminal.print(changed ? done(dispatch) : nothingDone(dispatch));
      return 0;
    },
  });

export const pause = holdCommand({
  name: "pause",
  summary: "Let nothing more of a dispatch start. What runs goes on.",
  paused: true,
  done: (dispatch) => `Paused ${dispatch}. \`covalent resume\` lets it go on.`,
  nothingDone: (dispatch) => `Nothing to pause: ${dispatch} is paused already, or has ended.`,
});

export const resume = holdCommand({
  name: "resume",
  summary: "Let a dispatch go on that was paused.",
  paused: false,
  done: (dispatch) => `Resumed ${dispatch}.`,
  nothingDone: (dispatch) => `Nothing to resume: ${dispatch} is not paused, or has ended.`,
});
