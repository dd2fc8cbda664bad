// Compares how closures are shipped, ours beside Pulumi's in one run: the time to capture, the time of a call, cases passed.

import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { ours, pulumi, type Serializer } from "./serializers.ts";

type Small = (x: number) => number;
const require = createRequire(import.meta.url);
const { cases }: { cases: Record<string, [CallableFunction, unknown]> } = require("./cases.cjs");
interface Subject {
  make(rate: number): Small;
  makeNew(count: number): Small[];
  working: Small;
}
const { make, makeNew, working }: Subject = require("./subject.cjs");
const program = fileURLToPath(new URL("./call-written.ts", import.meta.url));

const median = (times: number[]): number => times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN;

/** Median microseconds to capture a function, of so many. */
async function captureTime(
  { write }: Serializer,
  of: (round: number) => Small | undefined,
  rounds: number,
): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const fn = of(round);
    if (fn === undefined) break;
    const start = performance.now();
    // Not awaited where there is nothing to wait for: that would be timed too.
    const writing = write(fn);
    if (writing instanceof Promise) await writing;
    times.push((performance.now() - start) * 1_000);
  }
  return median(times.slice(rounds >> 2));
}

const callsARound = 1_000_000;

/** Nanoseconds a call. Each function has a loop of its own, so that none is slow for what another one taught V8. */
function callTime(fn: Small): number {
  const loop = new Function("fn", "calls", "let sum = 0; for (let i = 0; i < calls; i++) sum += fn(i); return sum;");
  loop(fn, callsARound);
  const start = performance.now();
  loop(fn, callsARound);
  return ((performance.now() - start) * 1e6) / callsARound;
}

/** Medians of five runs, taken in turn: what else the machine does is the same for all of them. */
function callTimes(fns: Small[]): number[] {
  const rounds = Array.from({ length: 5 }, () => fns.map(callTime));
  return fns.map((_, at) => median(rounds.map((round) => round[at] ?? Number.NaN)));
}

/** Why a case fails in a process of its own; undefined if it passes. */
async function fault(serializer: Serializer, fn: CallableFunction, expected: unknown): Promise<string | undefined> {
  let written: Uint8Array;
  try {
    written = await serializer.write(fn);
  } catch (error) {
    return `refused: ${firstLine(error)}`;
  }
  const child = spawn(process.execPath, [program, serializer.name, JSON.stringify(expected)], {
    stdio: ["pipe", "ignore", "pipe"],
  });
  child.stdin.end(written);
  let said = "";
  child.stderr.on("data", (piece) => {
    said += piece;
  });
  const code = await new Promise((exited) => child.once("close", exited));
  return code === 0 ? undefined : (said.split("\n").find((line) => /Error/.test(line)) ?? "failed");
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";

async function faults(serializer: Serializer): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const left = Object.entries(cases);
  const one = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [title, [fn, expected]] = next;
      const why = await fault(serializer, fn, expected);
      if (why !== undefined) found.set(title, why);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, one));
  return found;
}

const rows: [what: string, unit: string, ours: number, theirs: number][] = [];

const again = make(-1);
const texts = makeNew(400);
const captures: [what: string, of: (round: number) => Small | undefined, rounds: number][] = [
  // A text that one of them has seen is still new to the other.
  ["capture of a small function", (round) => texts[round], 400],
  ["capture of one like it, with other values", make, 400],
  ["capture of the same one again", () => again, 400],
];
const mine = [];
for (const [, of, rounds] of captures) mine.push(await captureTime(ours, of, rounds));
// Only now: it enables V8's debugger for as long as the process lives, and every other inspector pays for that.
const theirs = pulumi();
const both = [ours, theirs] as const;
for (const [at, [what, of, rounds]] of captures.entries()) {
  rows.push([what, "µs", mine[at] ?? Number.NaN, await captureTime(theirs, of, rounds >> 3)]);
}

for (const [what, original] of [
  ["call of a function that does a little", working],
  ["call of one that does next to nothing", make(3)],
] as const) {
  const [byUs, byThem] = (await Promise.all(both.map(async (it) => it.read(await it.write(original))))) as unknown as [
    Small,
    Small,
  ];
  const [native = 0, shipped = 0, others = 0] = callTimes([original, byUs, byThem]);
  rows.push([what, "ns", shipped, others]);
  rows.push(["  as a multiple of the original's", "x", shipped / native, others / native]);
}

const [ourFaults, theirFaults] = [await faults(ours), await faults(theirs)];
const total = Object.keys(cases).length;
rows.push([`cases passed of ${total}, each in a fresh process`, "", total - ourFaults.size, total - theirFaults.size]);

const show = (value: number, unit: string) => (unit === "" ? String(value) : `${value.toPrecision(3)} ${unit}`);
const line = (cells: string[]) =>
  console.log(
    `${cells[0]?.padEnd(46)}${cells
      .slice(1)
      .map((it) => it.padStart(16))
      .join("")}`,
  );
line(["", ours.name, theirs.name, "ratio"]);
for (const [what, unit, a, b] of rows)
  line([what, show(a, unit), show(b, unit), `${(unit === "" ? a / b : b / a).toPrecision(3)}`]);
console.log("\nThe ratio says how much better ours is. Medians; both run in this process, one after the other.");
for (const [name, found] of [
  [ours.name, ourFaults],
  [theirs.name, theirFaults],
] as const) {
  console.log(`\nnot passed by ${name}:`);
  for (const [title, why] of found) console.log(`  ${title}: ${why.slice(0, 150)}`);
}
