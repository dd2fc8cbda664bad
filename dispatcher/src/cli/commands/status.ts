// covalent status: says whether the dispatcher runs, and what it does.

import { openClient } from "covalent-ts/client";
import type { Get } from "covalent-ts/protocol";
import { command } from "../command.ts";
import { columns, indent, type Terminal } from "../terminal.ts";
import { clock, count, elapsed } from "../words.ts";

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
  const { dispatches, electrons, workers, refused } = status;
  const strange = Object.values(refused).reduce((sum, each) => sum + each, 0);
  const label = (text: string) => terminal.style("bold", text);
  const since = `since ${clock(status.startedAt, now)} (${elapsed(now - status.startedAt)})`;
  const facts = [
    [label("Dispatcher"), `${status.version}, process ${status.pid}, ${since}`],
    [label("Data"), status.dataDirectory],
    [label("Dispatches"), `${count(dispatches.running)} running, ${count(dispatches.total)} in all`],
    [
      label("Electrons"),
      [
        `${count(electrons.running)} running`,
        `${count(electrons.queued)} queued`,
        `${count(electrons.completed)} completed`,
        `${count(electrons.failed)} failed`,
      ].join(", "),
    ],
    ...(strange === 0 ? [] : [[label("Refused"), sayRefused(refused)]]),
  ];
  for (const line of columns(facts)) terminal.print(line);
  terminal.print(label("Workers"));
  const rows = workers.map(({ name, pid, state, running }) => [name, `process ${pid}`, running ?? state]);
  for (const line of columns(rows)) terminal.print(indent(line, "  "));
}

/** What came in that was not as agreed; a person only hears of it when there was some. */
const sayRefused = (refused: Get<"status">["refused"]): string =>
  Object.entries(refused)
    .filter(([, times]) => times > 0)
    .map(([what, times]) => `${count(times)} ${times === 1 ? what.slice(0, -1) : what}`)
    .join(", ");
