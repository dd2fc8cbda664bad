// The electron that is selected in a page: its detail now and after each change, and what it prints meanwhile.

import type { LatticeDocument } from "covalent-ts/protocol";
import type { Dispatcher } from "../connection/dispatcher.ts";
import type { HostMessage } from "../graph/messages.ts";
import { paced } from "./paced.ts";

export interface ElectronLink extends Disposable {
  /** The dispatch has changed; perhaps this electron has. */
  onDocument(document: LatticeDocument): void;
}

/** Details are fetched again at most this often, in milliseconds. */
const pause = 150;

export function followElectron(
  dispatcher: Dispatcher,
  { dispatch, electron }: { dispatch: string; electron: number },
  post: (message: HostMessage) => void,
): ElectronLink {
  let over = false;
  let view: unknown;

  const fetch = async (): Promise<void> => {
    const detail = await dispatcher.client().ask("electron", { dispatch, electron });
    if (!over) post({ type: "detail", dispatch, electron, detail });
  };
  const fetchSoon = paced(() => {
    fetch().catch(() => {
      // The dispatcher went away: the page says so, and the detail is fetched again when it is back.
    });
  }, pause);
  const following = dispatcher.whileRunning(async (client) => {
    // Output first: a piece that comes between the two is then in both, and its number tells.
    const output = await client.followOutput(dispatch, (message) => {
      if (message.electron === electron) post({ type: "log", dispatch, electron, pieces: message.pieces });
    });
    fetchSoon();
    return output;
  });

  return {
    onDocument(document) {
      const now = document.electrons.find(({ id }) => id === electron);
      if (now === view) return;
      const isFirst = view === undefined;
      view = now;
      if (!isFirst) fetchSoon();
    },
    [Symbol.dispose]() {
      over = true;
      fetchSoon.cancel();
      following[Symbol.dispose]();
    },
  };
}
