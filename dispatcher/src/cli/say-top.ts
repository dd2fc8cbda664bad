// One look at a working dispatcher, as `covalent top` draws it: how fast it is, what is busy, what is under way.

import type { DispatchSummary, Get } from "covalent-ts/protocol";
import { columns, type Terminal } from "./terminal.ts";
import { bytes, clock, count, counted, dispatchWord, elapsed, perSecond, ranFor, stateGlyph } from "./words.ts";

export interface Look {
  status: Get<"status">;
  dispatches: readonly DispatchSummary[];
  /** Electrons per second at the last looks, the latest last. */
  history: readonly number[];
  now: number;
}

const bars = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
const barWidth = 20;
/** So many workers at most are listed: a machine can have hundreds. */
const mostWorkers = 16;

export function topLines({ status, dispatches, history, now }: Look, terminal: Terminal, width: number): string[] {
  const bold = (text: string) => terminal.style("bold", text);
  const dim = (text: string) => terminal.style("dim", text);
  const { rates, electrons, memory, executors, workers } = status;
  const head = `${bold("covalent top")}  ${dim(`process ${status.pid}, up ${elapsed(now - status.startedAt)}, ${bytes(memory.rss)}, store ${bytes(status.store.bytes)}`)}`;
  const lines = [
    head,
    [
      `${bold(perSecond(rates.electrons))} electrons/s`,
      `${bold(perSecond(rates.commits))} writes/s`,
      `${bold(count(electrons.running))} running`,
      `${bold(count(electrons.queued))} queued`,
      `${bold(count(status.dispatches.running))} of ${counted(status.dispatches.total, "dispatch", "dispatches")} running`,
    ].join("   "),
    terminal.style("green", sparkline(history, Math.max(10, Math.min(width, 100)))),
    "",
    ...table(
      ["Executor", "Busy", "", "Queued"],
      executors.map(({ name, slots, running, queued }) => [
        name,
        terminal.style("blue", bar(slots === 0 ? 0 : running / slots)),
        `${count(running)}/${count(slots)}`,
        count(queued),
      ]),
      terminal,
    ),
    "",
    ...table(
      ["Dispatch", "Lattice", "State", "", "Done", "Failed", "Time"],
      dispatches.map((it) => [
        it.dispatch.slice(0, 8),
        it.lattice,
        `${stateGlyph(it.state, terminal)} ${dispatchWord(it)}`,
        terminal.style("green", bar(it.total === 0 ? 1 : it.completed / it.total)),
        `${count(it.completed)}/${count(it.total)}`,
        it.failed === 0 ? "" : terminal.style("red", count(it.failed)),
        ranFor(it, now),
      ]),
      terminal,
    ),
    "",
    ...table(
      ["Worker", "Process", "Runs"],
      workers.slice(0, mostWorkers).map(({ name, pid, state, running }) => [name, String(pid), running ?? dim(state)]),
      terminal,
    ),
  ];
  if (workers.length > mostWorkers) lines.push(dim(`and ${counted(workers.length - mostWorkers, "more worker")}`));
  const [latest] = status.notices;
  if (latest !== undefined) lines.push("", `${terminal.style("yellow", "!")} ${clock(latest.at, now)}  ${latest.text}`);
  return lines;
}

/** The same in one line, for a pipe or a file. */
export function topLine({ status, now }: Look): string {
  const { rates, electrons, dispatches, memory } = status;
  return [
    clock(now, now),
    `${perSecond(rates.electrons)} electrons/s`,
    `${perSecond(rates.commits)} writes/s`,
    `${count(electrons.running)} running`,
    `${count(electrons.queued)} queued`,
    `${counted(dispatches.running, "dispatch", "dispatches")} running`,
    bytes(memory.rss),
  ].join("  ");
}

function table(heads: readonly string[], rows: readonly string[][], terminal: Terminal): string[] {
  return columns([heads.map((head) => terminal.style("bold", head)), ...rows]);
}

function bar(part: number): string {
  const full = Math.round(Math.min(1, part) * barWidth);
  return "█".repeat(full) + "░".repeat(barWidth - full);
}

/** A column for each value, as high as it is against the highest. */
export function sparkline(values: readonly number[], width: number): string {
  const shown = values.slice(-width);
  const highest = Math.max(...shown, 1);
  return shown
    .map((value) => (value === 0 ? " " : bars[Math.min(bars.length - 1, Math.floor((value / highest) * bars.length))]))
    .join("");
}
