// covalent status: says whether the dispatcher runs, and what it does.

import { openClient } from "covalent-ts/client";
import type { Get } from "covalent-ts/protocol";
import { command } from "../command.ts";
import { statusFacts, workerRows } from "../say-status.ts";
import { columns, indent, type Terminal } from "../terminal.ts";
import { clock, counted } from "../words.ts";

/** So many notices of damage are shown; the others are in the JSON. */
const noticesShown = 3;

export const status = command({
  name: "status",
  synopsis: "[--json]",
  summary: "Say whether the dispatcher runs, and what it does.",
  explains: [["--json", "As JSON."]],
  options: { json: { type: "boolean" } },
  takes: [0, 0],
  async run({ values, directory }, terminal) {
    await using client = await openClient({ directory, start: false });
    const answer = await client.ask("status", {});
    if (values.json) terminal.print(JSON.stringify(answer, null, 2));
    else show(answer, terminal, Date.now());
    return 0;
  },
});

function show(status: Get<"status">, terminal: Terminal, now: number): void {
  for (const line of columns(statusFacts(status, terminal, now))) terminal.print(line);
  terminal.print(terminal.style("bold", "Workers"));
  for (const line of columns(workerRows(status))) terminal.print(indent(line, "  "));
  if (status.notices.length > 0) terminal.print();
  for (const { at, text } of status.notices.slice(0, noticesShown)) {
    terminal.print(`${terminal.style("yellow", "!")} ${clock(at, now)}  ${text}`);
  }
  const more = status.notices.length - noticesShown;
  if (more > 0) terminal.print(terminal.style("dim", `and ${counted(more, "earlier notice")}: covalent status --json`));
}
