// What is measured of the dispatcher's own life: its start, its memory, its rest, its death, and that of its workers.

import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import * as ct from "covalent-ts";
import { openClient } from "covalent-ts/client";
import * as lattices from "./lattices.ts";
import { ownDispatcher } from "./own-dispatcher.ts";
import { forgetPeak, peakBytes, processorTime, residentBytes } from "./process-facts.ts";

/** What a process takes once it did something, and nothing for a while. In milliseconds. */
const settling = 1_000;
/** Until the dispatcher rests, which it does at most twice two seconds after the last that happened. */
const untilRest = 5_000;

/** From the call of `dispatch`, with no dispatcher and no data directory to speak of, to the value in hand. */
export async function coldStart() {
  await using _own = await ownDispatcher();
  const start = performance.now();
  const { value } = await ct.getResult(await ct.dispatch(lattices.single)(1), { wait: true });
  const ms = performance.now() - start;
  assert.equal(await value, 2);
  return { ms };
}

export async function memory(electrons: number) {
  await using own = await ownDispatcher();
  const gate = join(own.directory, "gate");
  await ct.getResult(await ct.dispatch(lattices.single)(1), { wait: true });
  await delay(untilRest);
  const { pid } = await own.connection();
  const before = residentBytes(pid);
  forgetPeak(pid);
  const id = await ct.dispatch(lattices.waiting)(electrons, gate);
  await delay(untilRest);
  const held = residentBytes(pid) - before;
  writeFileSync(gate, "");
  const { value } = await ct.getResult(id, { wait: true });
  assert.equal(await value, electrons);
  return { held: held / electrons, peak: (peakBytes(pid) - before) / electrons };
}

/** What is not lost of the workers' time when one of them is killed every second. */
export async function goodput(seconds: number) {
  await using own = await ownDispatcher();
  const workers = availableParallelism();
  const each = 10;
  const electrons = (seconds * 1_000 * workers) / each;
  await ct.getResult(await ct.dispatch(lattices.single)(1), { wait: true });
  await using client = await openClient({ directory: own.directory, start: false });
  const start = performance.now();
  const id = await ct.dispatch(lattices.spinning)(electrons, each);
  let over = false;
  const result = ct.getResult(id, { wait: true }).finally(() => {
    over = true;
  });
  let kills = 0;
  for (let next = start + 1_000; !over; await Promise.race([delay(20), result])) {
    if (performance.now() < next) continue;
    next += 1_000;
    const busy = (await client.ask("status", {})).workers.filter(({ state }) => state === "busy");
    const victim = busy[kills % Math.max(busy.length, 1)];
    if (victim === undefined) continue;
    process.kill(victim.pid, "SIGKILL");
    kills++;
  }
  const wall = performance.now() - start;
  const { value } = await result;
  assert.equal((await value)?.length, electrons);
  return { percent: (100 * electrons * each) / (workers * wall), kills };
}

export async function resume(electrons: number) {
  await using own = await ownDispatcher();
  const marks = join(own.directory, "marks");
  const size = () => (existsSync(marks) ? statSync(marks).size : 0);
  const id = await ct.dispatch(lattices.marking)(electrons, marks);
  while (readLines(marks).length < electrons / 2) await delay(20);
  process.kill((await own.connection()).pid, "SIGKILL");
  const completed = completedIn(join(own.directory, "store.sqlite"));
  // Workers that outlive it may still be at work.
  for (let before = -1; size() !== before; await delay(300)) before = size();

  const left = size();
  const start = performance.now();
  await using _client = await openClient({ directory: own.directory });
  while (size() === left) await delay(2);
  const seconds = (performance.now() - start) / 1_000;
  const { value } = await ct.getResult(id, { wait: true });
  assert.equal((await value)?.length, electrons);
  const runs = new Map<number, number>();
  for (const line of readLines(marks)) runs.set(Number(line), (runs.get(Number(line)) ?? 0) + 1);
  assert.equal(runs.size, electrons, "an electron never ran");
  const repeated = completed.filter((electron) => (runs.get(electron) ?? 0) > 1).length;
  return { seconds, repeated };
}

const readLines = (path: string): string[] =>
  existsSync(path) ? readFileSync(path, "utf8").split("\n").slice(0, -1) : [];

/** The numbers of the electrons that the store of a dead dispatcher knows as completed; it has one dispatch. */
function completedIn(path: string): number[] {
  using store = new DatabaseSync(path, { readOnly: true });
  const rows = store.prepare("SELECT key % 16777216 AS electron FROM electron WHERE state = 'COMPLETED'").all();
  return rows.map(({ electron }) => Number(electron));
}

export async function idle(seconds: number) {
  await using own = await ownDispatcher();
  await ct.getResult(await ct.dispatch(lattices.single)(1), { wait: true });
  await delay(settling);
  const { pid } = await own.connection();
  const before = processorTime(pid);
  await delay(seconds * 1_000);
  const processor = ((processorTime(pid) - before) / (seconds * 1_000)) * 100;
  return { megabytes: residentBytes(pid) / 2 ** 20, processor };
}
