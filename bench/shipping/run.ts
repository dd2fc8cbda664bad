// Compares how closures are shipped, ours beside Pulumi's in one run: the time to capture, the time of a call, cases passed.

import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import * as ct from "covalent-ts";
import { traceLattice } from "covalent-ts/trace";
import { shipLarge } from "./large.ts";
import { ours, pulumi, type Serializer } from "./serializers.ts";

type Small = (x: number) => number;
const require = createRequire(import.meta.url);
const { cases }: { cases: Record<string, [CallableFunction, unknown]> } = require("./cases.cjs");
interface Subject {
  make(rate: number): Small;
  makeNew(count: number): Small[];
  makeSmall(count: number): Small[];
  working: Small;
}
const { make, makeNew, makeSmall, working }: Subject = require("./subject.cjs");
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

/**
 * Of five runs, in which they take turns: the median time of each, and the median of its multiple of the first in the same run,
 * because whatever else the machine does comes and goes.
 */
function callTimes(fns: Small[]): { time: number; multiple: number }[] {
  const runs = Array.from({ length: 5 }, () => fns.map(callTime));
  return fns.map((_, at) => ({
    time: median(runs.map((run) => run[at] ?? Number.NaN)),
    multiple: median(runs.map((run) => (run[at] ?? Number.NaN) / (run[0] ?? Number.NaN))),
  }));
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

/** Median microseconds a call. */
async function tracedCallTime(): Promise<number> {
  const calls = 10_000;
  const electron = ct.electron(make(2));
  const lattice = ct.lattice(() => Array.from({ length: calls }, (_, n) => electron(n)));
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    await traceLattice(lattice, []);
    times.push(((performance.now() - start) * 1_000) / calls);
  }
  return median(times);
}

const rows: [what: string, unit: string, ours: number, theirs: number][] = [];

const again = make(-1);
const rounds = 2_000;
const small = makeSmall(rounds);
const texts = makeNew(rounds);
const captures: [what: string, of: (round: number) => Small | undefined][] = [
  // A text that one of them has seen is still new to the other.
  ["capture of a small function", (round) => small[round]],
  ["capture of one that calls a helper", (round) => texts[round]],
  ["capture of one like it, with other values", make],
  ["second dispatch of an unchanged function", () => again],
];
const mine = [];
for (const [, of] of captures) mine.push(await captureTime(ours, of, rounds));
const traced = await tracedCallTime();
// Only now: it enables V8's debugger for as long as the process lives, and every other inspector pays for that.
const theirs = pulumi();
const both = [ours, theirs] as const;
for (const [at, [what, of]] of captures.entries()) {
  rows.push([what, "µs", mine[at] ?? Number.NaN, await captureTime(theirs, of, rounds >> 5)]);
}

for (const [what, original] of [
  ["call of a function that does a little", working],
  ["call of one that does next to nothing", make(3)],
] as const) {
  const [byUs, byThem] = (await Promise.all(both.map(async (it) => it.read(await it.write(original))))) as unknown as [
    Small,
    Small,
  ];
  const [, shipped, others] = callTimes([original, byUs, byThem]);
  if (shipped === undefined || others === undefined) continue;
  rows.push([what, "ns", shipped.time, others.time]);
  rows.push(["  as a multiple of the original's", "x", shipped.multiple, others.multiple]);
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
const large = await shipLarge();
const growth = large.growth === undefined ? "" : `; the dispatcher's memory grew by ${large.growth.toFixed(0)} MB`;
console.log(`\na call of an electron while a lattice is traced, of 10,000 in a loop: ${traced.toFixed(1)} µs`);
console.log(
  `100 MB that two electrons close over: ${large.onDisk.toFixed(0)} MB on disk, in ${large.files} file${large.files === 1 ? "" : "s"}${growth}; ` +
    `${large.seconds.toFixed(1)} s from dispatch to value`,
);
console.log("\nThe ratio says how much better ours is. Medians; both run in this process, one after the other.");
for (const [name, found] of [
  [ours.name, ourFaults],
  [theirs.name, theirFaults],
] as const) {
  console.log(`\nnot passed by ${name}:`);
  for (const [title, why] of found) console.log(`  ${title}: ${why.slice(0, 150)}`);
}
