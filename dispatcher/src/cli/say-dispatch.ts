// A dispatch in a terminal: how it stands, the tree of its electrons, and what went wrong.

import type { Client } from "covalent-ts/client";
import { type ElectronView, type LatticeDocument, sayPlace } from "covalent-ts/protocol";
import { electronRows, isFailure } from "./electron-tree.ts";
import { sayError } from "./say-error.ts";
import { columns, indent, type Terminal } from "./terminal.ts";
import { clock, count, counted, ranFor, stateGlyph, stateWord } from "./words.ts";

/** Tracebacks of so many failed electrons are shown; the others are named. */
const tracebacks = 3;

export async function sayDispatch(
  document: LatticeDocument,
  client: Client,
  { all, now, terminal }: { all: boolean; now: number; terminal: Terminal },
): Promise<void> {
  const { dispatch, lattice, state, electrons } = document;
  const bold = (text: string) => terminal.style("bold", text);
  const dim = (text: string) => terminal.style("dim", text);
  terminal.print(`${stateGlyph(state, terminal)} ${bold(lattice)}  ${stateWord(state)}  ${dim(ranFor(document, now))}`);
  for (const line of columns(facts(document, now).map(([what, fact]) => [dim(what), fact]))) {
    terminal.print(indent(line, "  "));
  }
  terminal.print();
  for (const line of columns(electronRows(document, { all, now, terminal }))) terminal.print(line);

  const failed = electrons.filter(({ state }) => isFailure(state));
  for (const electron of failed.slice(0, tracebacks)) {
    const { error } = await client.ask("electron", { dispatch, electron: electron.id });
    if (error === null) continue;
    terminal.print();
    terminal.print(bold(failure(electron)));
    terminal.print(indent(sayError(error), "  "));
  }
  const more = failed.length - tracebacks;
  if (more > 0) terminal.print(`\nAnd ${counted(more, "electron")} more failed: covalent show ${dispatch} ELECTRON.`);
  // A lattice that fails by an electron's failure repeats what was said above.
  if (document.error !== null && failed.length === 0) terminal.print(`\n${document.error.message}`);
}

function facts(document: LatticeDocument, now: number): [what: string, fact: string][] {
  const { dispatch, origin, submittedAt, inputs, electrons } = document;
  const inner = new Set(electrons.map(({ parent }) => parent));
  const leaves = electrons.filter(({ id }) => !inner.has(id));
  const done = leaves.filter(({ state }) => state === "COMPLETED").length;
  const rows: [string, string][] = [["Dispatch", dispatch]];
  if (origin !== null) rows.push(["From", sayPlace(origin)]);
  rows.push(["Submitted", clock(submittedAt, now)]);
  if (inputs.length > 0) rows.push(["Inputs", inputs.map(({ name, text }) => `${name} ${text}`).join(", ")]);
  rows.push(["Done", `${count(done)} of ${count(leaves.length)}`]);
  return rows;
}

/** "trainSvm (4) failed at cell 3, line 7". */
function failure({ name, id, place, state }: ElectronView): string {
  const how = state === "FAILED" ? "failed" : stateWord(state).toLowerCase();
  return `${name} (${id}) ${how}${place === null ? "" : ` at ${sayPlace(place)}`}`;
}
