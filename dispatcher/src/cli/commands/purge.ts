// covalent purge: removes ended dispatches for good, with all that only they needed.

import { openClient } from "covalent-ts/client";
import { type Get, type LatticeState, latticeStates } from "covalent-ts/protocol";
import { parseAge } from "../../ages.ts";
import { CallError, command, wholeNumber } from "../command.ts";
import { findDispatch } from "../dispatch-id.ts";
import { columns, indent, type Terminal } from "../terminal.ts";
import { bytes, clock, count, counted } from "../words.ts";

/** So many dispatches are listed. */
const listed = 20;

export const purge = command({
  name: "purge",
  synopsis: "[DISPATCH...] [--older-than AGE] [--keep N] [--state STATE] [--all] [--dry-run]",
  summary: "Remove ended dispatches for good: their electrons, values, logs and functions.",
  explains: [
    ["DISPATCH", "Its id, or the beginning of it."],
    ["--older-than AGE", "Those that ended longer ago: 30d, 12h, 90m, 2w."],
    ["--keep N", "Keep the newest N of those that would go."],
    ["--state STATE", "Those that ended so: completed, failed, cancelled."],
    ["--all", "All that have ended."],
    ["-n, --dry-run", "Only say which would go."],
    ["--json", "As JSON."],
  ],
  options: {
    "older-than": { type: "string" },
    keep: { type: "string" },
    state: { type: "string" },
    all: { type: "boolean" },
    "dry-run": { type: "boolean", short: "n" },
    json: { type: "boolean" },
  },
  takes: [0, Number.POSITIVE_INFINITY],
  async run({ values, words, directory }, terminal) {
    const selection = {
      ...(values["older-than"] !== undefined && { endedBefore: Date.now() - age(values["older-than"]) }),
      ...(values.keep !== undefined && { keep: wholeNumber("--keep", values.keep, 0) }),
      ...(values.state !== undefined && { state: endState(values.state) }),
    };
    if (words.length === 0 && Object.keys(selection).length === 0 && !values.all) {
      throw new CallError("covalent purge needs to know what: a DISPATCH, --older-than, --keep, --state, or --all.");
    }
    await using client = await openClient({ directory, start: false });
    const dispatches: string[] = [];
    for (const word of words) dispatches.push(await findDispatch(client, word));
    const dryRun = values["dry-run"] ?? false;
    const purged = await client.ask("purge", { ...selection, ...(words.length > 0 && { dispatches }), dryRun });
    if (values.json) terminal.print(JSON.stringify(purged, null, 2));
    else say(purged, dryRun, terminal);
    return 0;
  },
});

function age(text: string): number {
  const millis = parseAge(text);
  if (millis === undefined) throw new CallError(`--older-than takes an age such as 30d, 12h or 90m, not '${text}'.`);
  return millis;
}

function endState(text: string): LatticeState {
  const found = latticeStates.find((state) => state === text.toUpperCase());
  if (found === undefined || found === "NEW_OBJECT" || found === "RUNNING") {
    throw new CallError(`--state takes completed, failed or cancelled, not '${text}'.`);
  }
  return found;
}

function say({ dispatches, bytes: freed }: Get<"purge">, dryRun: boolean, terminal: Terminal): void {
  if (dispatches.length === 0) {
    // Large values that were too young to be removed with their dispatch go with the next purge.
    const more = freed === 0 ? "" : ` What was left of others is gone: ${bytes(freed)}.`;
    terminal.print(`No dispatch that has ended is chosen by that.${more}`);
    return;
  }
  const electrons = dispatches.reduce((sum, it) => sum + it.electrons, 0);
  const what = `${counted(dispatches.length, "dispatch", "dispatches")} with ${counted(electrons, "electron")}`;
  if (!dryRun) {
    terminal.print(`Purged ${what}, and freed ${bytes(freed)}.`);
    return;
  }
  terminal.print(`Would purge ${what}:`);
  const rows = dispatches
    .slice(0, listed)
    .map((it) => [
      it.dispatch,
      it.lattice,
      counted(it.electrons, "electron"),
      `ended ${clock(it.endedAt, Date.now())}`,
    ]);
  for (const line of columns(rows)) terminal.print(indent(line, "  "));
  if (dispatches.length > listed) terminal.print(`  and ${count(dispatches.length - listed)} more`);
}
