// The table of a run, as text: ours, each peer, and how many times better ours is than the best of them.

import type { Results } from "./results.ts";
import { type Cell, figure, ours, ratio, rowsOf, times } from "./rows.ts";

export function tableOf(results: Results): string {
  const names = results.peers.map(({ name }) => name);
  const head = ["", ours, ...names, ...(names.length > 0 ? ["ours / best"] : []), ""];
  const rows = rowsOf(results).map((row) => [
    row.title,
    cellWord(row.ours),
    ...names.map((name) => cellWord(row.peers.find((peer) => peer.name === name))),
    ...(names.length > 0 ? [times(ratio(row, row.best))] : []),
    row.metric.unit,
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: string[]) =>
    cells
      .map((cell, at) =>
        at === 0 || at === cells.length - 1 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
      )
      .join("  ")
      .trimEnd();
  return [line(head), ...rows.map(line), "", ...remarks(results)].join("\n");
}

function cellWord(cell: Cell | undefined): string {
  if (cell === undefined || "cannot" in cell.outcome) return "-";
  if ("failed" in cell.outcome) return "failed";
  return cell.value === undefined ? "-" : figure(cell.value);
}

function remarks({ machine, commit, peers, leftOut, measured, started }: Results): string[] {
  const loads = measured.map(({ load }) => load);
  const lines = [
    `${machine.processors} processors (${machine.model}), ${machine.gigabytes} GB, Node ${machine.node}; commit ${commit}; ${started}; ` +
      `load of the machine ${Math.min(...loads)} to ${Math.max(...loads)}`,
    "Medians. Ours: each electron a closure, every step on disk before it counts (fsync), events and logs kept.",
  ];
  if (peers.length > 0) lines.push(`Peers: ${peers.map(({ name, version }) => `${name} ${version}`).join(", ")}`);
  for (const { name, because } of leftOut) lines.push(`Left out: ${name} (${because})`);
  for (const { shape, size, outcomes } of measured)
    for (const [name, outcome] of Object.entries(outcomes))
      if ("failed" in outcome) lines.push(`Failed: ${name} at ${shape} ${size} (${outcome.failed})`);
  return lines;
}
