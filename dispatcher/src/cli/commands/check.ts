// covalent check: looks at everything that the dispatcher keeps, and says what is wrong with it.

import type { Checked } from "../../store/check.ts";
import { command } from "../command.ts";
import { indent, type Terminal } from "../terminal.ts";
import { bytes, counted } from "../words.ts";

export const check = command({
  name: "check",
  synopsis: "[--repair] [--json]",
  summary: "Look at everything that the dispatcher keeps, and say what is wrong with it.",
  explains: [
    ["--repair", "Remove large values that are damaged; a restart repairs the rest."],
    ["--json", "As JSON."],
  ],
  options: { repair: { type: "boolean" }, json: { type: "boolean" } },
  takes: [0, 0],
  async run({ values: { repair = false, json = false }, directory }, terminal) {
    // Loaded here: no other command needs a database.
    const { checkAll } = await import("../../store/check.ts");
    const checked = await checkAll(directory, Date.now(), repair);
    if (json) terminal.print(JSON.stringify(checked, null, 2));
    else say(checked, terminal);
    return checked.findings.length === 0 ? 0 : 1;
  },
});

function say({ findings, dispatches, electrons, blobs, bytes: read }: Checked, terminal: Terminal): void {
  for (const { problem, remedy } of findings) {
    terminal.print(`${terminal.style("red", "✗")} ${problem}`);
    terminal.print(indent(terminal.style("dim", remedy), "  "));
  }
  const what = [
    counted(dispatches, "dispatch", "dispatches"),
    counted(electrons, "electron"),
    `${counted(blobs, "large value")} (${bytes(read)})`,
  ].join(", ");
  const found =
    findings.length === 0 ? "nothing is wrong" : `${counted(findings.length, "thing is", "things are")} wrong`;
  terminal.print(`Checked ${what}: ${found}.`);
}
