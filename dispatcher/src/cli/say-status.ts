// What a dispatcher is and does, as lines of a label and a fact each.

import type { Get } from "covalent-ts/protocol";
import type { Terminal } from "./terminal.ts";
import { bytes, clock, count, elapsed, perSecond } from "./words.ts";

type Status = Get<"status">;

export function statusFacts(status: Status, terminal: Terminal, now: number): [label: string, fact: string][] {
  const { dispatches, electrons, rates, memory, store, refused, executors } = status;
  const strange = Object.values(refused).reduce((sum, each) => sum + each, 0);
  const facts: [string, string][] = [
    [
      "Dispatcher",
      `${status.version}, process ${status.pid}, since ${clock(status.startedAt, now)} (${elapsed(now - status.startedAt)})`,
    ],
    ["Data", status.dataDirectory],
    ["Dispatches", `${count(dispatches.running)} running, ${count(dispatches.total)} in all`],
    [
      "Electrons",
      [
        `${count(electrons.running)} running`,
        `${count(electrons.queued)} queued`,
        `${count(electrons.completed)} completed`,
        `${count(electrons.failed)} failed`,
      ].join(", "),
    ],
    ["Rates", `${perSecond(rates.electrons)} electrons/s, ${perSecond(rates.commits)} writes/s`],
    ["Memory", bytes(memory.rss)],
    ["Store", `${bytes(store.bytes)}${store.free === 0 ? "" : `, ${bytes(store.free)} of it free`}`],
    ...executors.map(({ name, slots, running, queued }): [string, string] => [
      "Executor",
      `${name}: ${count(running)} of ${count(slots)} slots busy, ${count(queued)} queued`,
    ]),
    ...(strange === 0 ? [] : [["Refused", sayRefused(refused)] satisfies [string, string]]),
  ];
  return facts.map(([label, fact]) => [terminal.style("bold", label), fact]);
}

/** A line for each worker: its name, its process, what it runs. */
export const workerRows = ({ workers }: Status): string[][] =>
  workers.map(({ name, pid, state, running }) => [name, `process ${pid}`, running ?? state]);

/** What came in that was not as agreed; a person only hears of it when there was some. */
const sayRefused = (refused: Status["refused"]): string =>
  Object.entries(refused)
    .filter(([, times]) => times > 0)
    .map(([what, times]) => `${count(times)} ${times === 1 ? what.slice(0, -1) : what}`)
    .join(", ");
