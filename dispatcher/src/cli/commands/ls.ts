// covalent ls: lists dispatches.

import { openClient } from "covalent-ts/client";
import { type DispatchSummary, sayPlace } from "covalent-ts/protocol";
import { command, wholeNumber } from "../command.ts";
import { abbreviate } from "../dispatch-id.ts";
import { columns, type Terminal } from "../terminal.ts";
import { clock, count, dispatchWord, ranFor, stateGlyph } from "../words.ts";

export const ls = command({
  name: "ls",
  synopsis: "[--limit N] [--json]",
  summary: "List dispatches, newest first.",
  explains: [
    ["--limit N", "At most so many. By default 20."],
    ["--json", "As JSON."],
  ],
  options: { limit: { type: "string", default: "20" }, json: { type: "boolean" } },
  takes: [0, 0],
  async run({ values, directory }, terminal) {
    const limit = Math.min(wholeNumber("--limit", values.limit, 1), 10_000);
    await using client = await openClient({ directory, start: false });
    const { dispatches, total } = await client.ask("list", { limit });
    if (values.json) {
      terminal.print(JSON.stringify(dispatches, null, 2));
      return 0;
    }
    if (dispatches.length === 0) {
      terminal.print("No dispatches yet.");
      return 0;
    }
    for (const line of table(dispatches, terminal, Date.now())) terminal.print(line);
    if (total > dispatches.length) {
      terminal.print(terminal.style("dim", `${count(dispatches.length)} of ${count(total)}; more with --limit.`));
    }
    return 0;
  },
});

function table(dispatches: DispatchSummary[], terminal: Terminal, now: number): string[] {
  const short = abbreviate(dispatches.map(({ dispatch }) => dispatch));
  const heads = ["Dispatch", "Lattice", "State", "Done", "Time", "Started", "From"];
  const rows = dispatches.map((it) => [
    short(it.dispatch),
    it.lattice,
    `${stateGlyph(it.state, terminal)} ${dispatchWord(it)}`,
    `${count(it.completed)}/${count(it.total)}`,
    ranFor(it, now),
    clock(it.submittedAt, now),
    it.origin === null ? "" : sayPlace(it.origin),
  ]);
  return columns([heads.map((head) => terminal.style("bold", head)), ...rows]);
}
