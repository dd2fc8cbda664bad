// Kills dispatchers, workers and clients at random moments, round after round, and counts electrons that were lost or repeated.
//
//   npm run test:chaos -- --rounds 100
//   npm run test:chaos -- --rounds 100 --seed 7     the same dispatches, and the same choices of whom to kill

import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { openFolder, startDaemon } from "../daemon.ts";
import { newSeed, randomOf } from "../random.ts";
import { type Place, type Round, runRound } from "./round.ts";

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "100" }, seed: { type: "string", default: String(newSeed()) } },
});
const rounds = Number(values.rounds);
const seed = Number(values.seed);
if (!Number.isInteger(rounds) || rounds < 1 || !Number.isInteger(seed)) {
  console.error("--rounds and --seed take whole numbers; there is at least one round.");
  process.exit(2);
}

/** A round takes a second. One that takes this long, in milliseconds, waits for something that will not come. */
const patience = 120_000;

const random = randomOf(seed);
const done: Round[] = [];
const started = performance.now();
console.log(`chaos: ${rounds} rounds, seed ${seed}`);
await using folder = await openFolder("chaos");
const directory = folder.path;
process.env["COVALENT_DATA_DIR"] = directory;
// Who was killed is started again here, and nowhere else.
process.env["COVALENT_COMMAND"] = JSON.stringify([process.execPath, "--eval", "process.exit(1)"]);
const place: Place = { directory, daemon: await startDaemon(directory) };

try {
  for (let round = 1; round <= rounds; round++) {
    const late = new AbortController();
    const stuck = delay(patience, undefined, { signal: late.signal }).then(() => {
      throw new Error(`round ${round} of seed ${seed} has not ended after ${patience / 1_000} s`);
    });
    const over = runRound(place, random, round);
    done.push(await Promise.race([over, stuck]));
    late.abort();
    await stuck.catch(() => undefined);
    for (const what of done.at(-1)?.lost ?? []) console.log(`round ${round}, lost: ${what}`);
    for (const what of done.at(-1)?.repeated ?? []) console.log(`round ${round}, repeated: ${what}`);
  }
} catch (error) {
  // For whoever looks into it: the folder goes when this ends.
  const kept = fileURLToPath(new URL("../../../.artifacts/chaos", import.meta.url));
  await mkdir(kept, { recursive: true });
  for (const name of ["store.sqlite", "store.sqlite-wal", "dispatcher.log"])
    await copyFile(join(directory, name), join(kept, name)).catch(() => undefined);
  console.error(error, `\nIts store and log are in ${kept}.`);
  process.exitCode = 1;
} finally {
  await place.daemon.kill("SIGTERM");
}

const sum = (of: (round: Round) => number): number => done.reduce((total, round) => total + of(round), 0);
const lost = sum((round) => round.lost.length);
const repeated = sum((round) => round.repeated.length);
const dispatchers = sum(({ killed }) => killed.dispatchers);
const workers = sum(({ killed }) => killed.workers);
const clients = sum(({ killed }) => killed.clients);
if (lost > 0 || repeated > 0) process.exitCode = 1;
console.log(
  `chaos: ${done.length} rounds, ${sum((round) => round.dispatches)} dispatches run, ` +
    `${dispatchers + workers + clients} processes killed (${dispatchers} dispatchers, ${workers} workers, ${clients} clients), ` +
    `${sum((round) => round.electrons)} electrons, lost ${lost}, repeated ${repeated} ` +
    `(seed ${seed}, ${Math.round((performance.now() - started) / 1_000)} s)`,
);
if (process.exitCode === 1) process.exit();
