// A dispatch in a terminal: how it stands, the tree of its electrons, and what went wrong.

import type { Client } from "covalent-ts/client";
import { type ElectronView, type LatticeDocument, sayPlace } from "covalent-ts/protocol";
import { electronRows, isFailure } from "./electron-tree.ts";
import { sayError } from "./say-error.ts";
import { columns, indent, type Terminal } from "./terminal.ts";
import { clock, count, counted, dispatchWord, ranFor, stateGlyph, stateWord } from "./words.ts";

/** So many different tracebacks are shown; the other failures are counted. */
const tracebacks = 3;

export async function sayDispatch(
  document: LatticeDocument,
  client: Client,
  { all, now, terminal }: { all: boolean; now: number; terminal: Terminal },
): Promise<void> {
  const { dispatch, lattice, state, electrons } = document;
  const bold = (text: string) => terminal.style("bold", text);
  const dim = (text: string) => terminal.style("dim", text);
  terminal.print(
    `${stateGlyph(state, terminal)} ${bold(lattice)}  ${dispatchWord(document)}  ${dim(ranFor(document, now))}`,
  );
  for (const line of columns(facts(document, now).map(([what, fact]) => [dim(what), fact]))) {
    terminal.print(indent(line, "  "));
  }
  terminal.print();
  for (const line of columns(electronRows(document, { all, now, terminal }))) terminal.print(line);

  const failed = culprits(electrons);
  // What failed alike is told once: a sweep can fail a thousand times for one reason.
  const kinds = [...Map.groupBy(failed, ({ error }) => `${error?.name}: ${error?.message}`).values()];
  for (const alike of kinds.slice(0, tracebacks)) {
    const [electron] = alike;
    if (electron === undefined) continue;
    const { error } = await client.ask("electron", { dispatch, electron: electron.id });
    if (error === null) continue;
    terminal.print();
    terminal.print(bold(failure(electron)));
    terminal.print(indent(sayError(error), "  "));
    if (alike.length > 1) terminal.print(dim(`  and ${counted(alike.length - 1, "more electron")} likewise`));
  }
  const more = kinds.slice(tracebacks).flat().length;
  if (more > 0) terminal.print(`\nAnd ${counted(more, "electron")} more failed: covalent show ${dispatch} ELECTRON.`);
  // A lattice that fails by an electron's failure repeats what was said above.
  if (document.error !== null && failed.length === 0) terminal.print(`\n${document.error.message}`);
}

function facts(document: LatticeDocument, now: number): [what: string, fact: string][] {
  const { dispatch, origin, submittedAt, inputs, electrons, omitted } = document;
  const inner = new Set(electrons.map(({ parent }) => parent));
  const leaves = electrons.filter(({ id }) => !inner.has(id));
  const done = leaves.filter(({ state }) => state === "COMPLETED").length;
  const rows: [string, string][] = [["Dispatch", dispatch]];
  if (origin !== null) rows.push(["From", sayPlace(origin)]);
  rows.push(["Submitted", clock(submittedAt, now)]);
  if (inputs.length > 0) rows.push(["Inputs", inputs.map(({ name, text }) => `${name} ${text}`).join(", ")]);
  rows.push(["Done", `${count(done)} of ${omitted === undefined ? "" : "the first "}${count(leaves.length)}`]);
  if (omitted !== undefined) rows.push(["Not shown", counted(omitted, "more electron")]);
  return rows;
}

/** Those that failed themselves: a sublattice fails because something in it did. */
function culprits(electrons: readonly ElectronView[]): ElectronView[] {
  const blamed = new Set(electrons.filter(({ state }) => isFailure(state)).map(({ parent }) => parent));
  return electrons.filter(({ id, state }) => isFailure(state) && !blamed.has(id));
}

/** "trainSvm (4) failed at cell 3, line 7". */
function failure({ name, id, place, state }: ElectronView): string {
  const how = state === "FAILED" ? "failed" : stateWord(state).toLowerCase();
  return `${name} (${id}) ${how}${place === null ? "" : ` at ${sayPlace(place)}`}`;
}
