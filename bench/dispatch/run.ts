// Measures the dispatcher, beside its peers in the same run where they can be had, and leaves a table, a JSON and a plot.
//
//   npm run bench -- --quick              ours alone, within a minute
//   npm run bench -- --peers              all shapes and sizes, with every peer that can be installed
//   npm run bench -- --peers --resume     goes on with what an interrupted run has not measured
//   npm run bench -- --only chain,tree    those shapes; --name NAME for a file name of its own in bench/results

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Answer, type Contestant, contestantOf, type Program } from "./contestant.ts";
import { findPeers } from "./peers.ts";
import { plotOf } from "./plot.ts";
import { loadNow, mediansOf, newResults, type Outcome, readResults, writeResults } from "./results.ts";
import { ours } from "./rows.ts";
import { type Shape, shapes } from "./shapes.ts";
import { tableOf } from "./table.ts";

/** What a quick run may take in all, and what one shape of it may take before it is not repeated; in milliseconds. */
const quickTime = 50_000;
const quickShare = 2_000;
/** How long one question may take, in milliseconds. */
const patience = { quick: 20_000, full: 900_000, peer: 180_000 };

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    peers: { type: "boolean", default: false },
    resume: { type: "boolean", default: false },
    only: { type: "string" },
    name: { type: "string" },
  },
});
const { quick } = values;
const kind = quick ? "quick" : "full";
const folder = fileURLToPath(new URL("../results", import.meta.url));
const path = join(folder, values.name ?? (values.peers ? `${kind}-peers` : kind));

function chosenShapes(): readonly Shape[] {
  const names = values.only?.split(",");
  const unknown = names?.find((name) => !shapes.some((shape) => shape.name === name));
  if (unknown === undefined) return shapes.filter(({ name }) => names?.includes(name) ?? true);
  console.error(`There is no shape '${unknown}'. Give some of: ${shapes.map(({ name }) => name).join(", ")}.`);
  process.exit(2);
}

const ourProgram: Program = {
  name: ours,
  command: [process.execPath, "--conditions=source", join(import.meta.dirname, "ours", "program.ts")],
};

const chosen = chosenShapes();
const started = performance.now();
await mkdir(folder, { recursive: true });
const found = values.peers ? await findPeers() : { peers: [], leftOut: [] };
const before = values.resume ? await readResults(`${path}.json`) : undefined;
const results = before ?? newResults(kind, found.peers, found.leftOut);
await using contestants = new AsyncDisposableStack();
const all = [ourProgram, ...found.peers].map((program) => contestants.use(contestantOf(program)));

async function measure(shape: Shape, size: number): Promise<Record<string, Outcome>> {
  const taking = all.filter(({ name }) => name === ours || size <= shape.mostForPeers);
  const runs = new Map<Contestant, Record<string, number>[]>(taking.map((one) => [one, []]));
  const outcomes: Record<string, Outcome> = {};
  const start = performance.now();
  for (let round = 0; round < shape.repeats && runs.size > 0 && hasTime(start, round); round++) {
    // In turn, so that what else the machine does meets all of them.
    for (const [one, values] of runs) {
      const answer = await one.ask({ shape: shape.name, size }, patienceWith(one));
      if ("values" in answer) values.push(answer.values);
      else {
        outcomes[one.name] = answer;
        runs.delete(one);
      }
    }
  }
  for (const [{ name }, values] of runs)
    outcomes[name] =
      values.length > 0
        ? { median: mediansOf(values), runs: values }
        : { cannot: "no time was left in this quick run" };
  return outcomes;
}

function hasTime(start: number, round: number): boolean {
  if (!quick) return true;
  const now = performance.now();
  return now - started < quickTime * all.length && (round === 0 || now - start < quickShare);
}

const patienceWith = ({ name }: Contestant): number => (name === ours ? patience[kind] : patience.peer);

function progress([name, outcome]: [string, Outcome | Answer]): string {
  if (!("median" in outcome)) return `${name} ${"failed" in outcome ? "failed" : "-"}`;
  return `${name} ${Object.values(outcome.median)
    .map((value) => value.toPrecision(3))
    .join(" / ")}`;
}

for (const shape of chosen)
  for (const size of shape.sizes[kind]) {
    if (results.measured.some((one) => one.shape === shape.name && one.size === size)) continue;
    const load = loadNow();
    process.stderr.write(`${shape.title.replaceAll("#", size.toLocaleString("en"))} … `);
    const outcomes = await measure(shape, size);
    process.stderr.write(`${Object.entries(outcomes).map(progress).join(", ")}\n`);
    results.measured.push({ shape: shape.name, size, load, outcomes });
    await writeResults(`${path}.json`, results);
  }

const table = tableOf(results);
await writeFile(`${path}.txt`, `${table}\n`);
await writeFile(`${path}.svg`, plotOf(results));
console.log(
  `\n${table}\n\nbench: ${path}.json, .txt and .svg (${Math.round((performance.now() - started) / 1_000)} s)`,
);
