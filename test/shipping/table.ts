// The table of cases by name, a column for each place that authors write in.

import type { Origin } from "./origins.ts";

/** `refused` is a refusal that was promised, in the promised words. */
export type Outcome = { is: "passed" } | { is: "refused" } | { is: "failed"; why: string };

const words = { passed: "pass", refused: "refused", failed: "FAIL" } as const;

/** Prints it, then what failed and why, then the sum; true if nothing failed. */
export function printTable(table: Map<string, Map<string, Outcome>>, origins: readonly Origin[]): boolean {
  const width = Math.max(...[...table.keys()].map((title) => title.length));
  const row = (title: string, cells: string[]) =>
    console.log(`${title.padEnd(width)}  ${cells.map((cell) => cell.padEnd(8)).join(" ")}`.trimEnd());
  console.log();
  row(
    "case",
    origins.map(({ name }) => name),
  );
  const failures: string[] = [];
  const sums = { passed: 0, refused: 0, failed: 0 };
  for (const [title, outcomes] of table) {
    row(
      title,
      origins.map(({ name }) => {
        const outcome = outcomes.get(name);
        return outcome ? words[outcome.is] : "-";
      }),
    );
    for (const [origin, outcome] of outcomes) {
      sums[outcome.is] += 1;
      if (outcome.is === "failed")
        failures.push(`\n${title}, from ${origin}:\n${outcome.why.trim().split("\n").slice(0, 8).join("\n")}`);
    }
  }
  for (const failure of failures) console.log(failure);
  console.log(`\n- : the syntax or the thing does not exist there.`);
  console.log(`${sums.refused} of those that passed are refusals, by name and with the way to what cannot travel.`);
  console.log(`${sums.passed + sums.refused} passed, ${sums.failed} failed`);
  return sums.failed === 0;
}
