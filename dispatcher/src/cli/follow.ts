// Goes along with a dispatch or an electron while it runs, line by line, so that a pipe or a log can take it.

import type { Client } from "covalent-ts/client";
import { type ElectronState, isSettled, type LatticeDocument, type LogPiece } from "covalent-ts/protocol";
import type { Terminal } from "./terminal.ts";
import { clock, ranFor, stateGlyph, stateWord } from "./words.ts";

/** Prints a line for each electron that changes its state; resolves when the dispatch has ended. */
export async function followDispatch(client: Client, dispatch: string, terminal: Terminal): Promise<void> {
  const said = new Map<number, ElectronState>();
  const tell = ({ electrons }: LatticeDocument): void => {
    const now = Date.now();
    for (const electron of electrons) {
      const { id, name, state } = electron;
      if (said.get(id) === state) continue;
      said.set(id, state);
      if (state === "NEW_OBJECT") continue;
      const what = `${stateGlyph(state, terminal)} ${name} (${id})  ${stateWord(state)}`;
      terminal.print(`${clock(now, now)}  ${what}${isSettled(state) ? `  ${ranFor(electron, now)}` : ""}`.trimEnd());
    }
  };
  await untilIn(client, dispatch, tell, (document) => isSettled(document.state));
}

/** Writes what the electron prints, from its first line on; resolves when it has ended. */
export async function followElectron(client: Client, dispatch: string, electron: number, terminal: Terminal) {
  let last = 0;
  const write = (pieces: readonly LogPiece[]): void => {
    for (const { n, text } of pieces) {
      if (n <= last) continue;
      last = n;
      terminal.write(text);
    }
  };
  // What comes before the beginning is known has to wait for it.
  let early: LogPiece[] | null = [];
  using _output = await client.followOutput(dispatch, (message) => {
    if (message.electron !== electron) return;
    if (early === null) write(message.pieces);
    else early.push(...message.pieces);
  });
  const writeLog = async (): Promise<void> => write((await client.ask("electron", { dispatch, electron })).log);
  await writeLog();
  write(early);
  early = null;
  const ended = ({ state, electrons }: LatticeDocument): boolean => {
    const now = electrons.find(({ id }) => id === electron);
    return isSettled(state) || (now !== undefined && isSettled(now.state));
  };
  await untilIn(client, dispatch, () => {}, ended);
  await writeLog();
}

async function untilIn(
  client: Client,
  dispatch: string,
  tell: (document: LatticeDocument) => void,
  until: (document: LatticeDocument) => boolean,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  using _following = await client.follow(dispatch, (document) => {
    tell(document);
    if (until(document)) resolve();
  });
  await promise;
}
