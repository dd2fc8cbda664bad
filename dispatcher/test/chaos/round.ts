// One round: a few dispatches, something killed at a moment of its own, and then the count of what was lost and what was repeated.

import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import * as ct from "covalent-ts";
import { openClient, sightDispatcher } from "covalent-ts/client";
import { type Daemon, startDaemon } from "../daemon.ts";
import { runsIn } from "../promises/marks.ts";
import type { Random } from "../random.ts";
import { completedMarks } from "./kept.ts";
import { comesTo, marksOf, type Plan, planned, planOf } from "./plan.ts";

export interface Round {
  dispatches: number;
  electrons: number;
  /** Processes killed, by what they were. */
  killed: { dispatchers: number; workers: number; clients: number };
  /** Electrons that did not run, or whose dispatch did not come to its value. */
  lost: string[];
  /** Electrons that had completed, by the store of a dispatcher that was killed, and ran again. */
  repeated: string[];
}

export interface Place {
  directory: string;
  daemon: Daemon;
}

const clientProgram = fileURLToPath(new URL("./client.ts", import.meta.url));
/** Within so many milliseconds of the first submit. */
const latestKill = 500;

export async function runRound(place: Place, random: Random, round: number): Promise<Round> {
  const { directory } = place;
  const file = join(directory, `marks-${round}`);
  const killed = { dispatchers: 0, workers: 0, clients: 0 };
  /** How often each ran that had completed when a dispatcher was killed. */
  const settled = new Map<string, number>();

  const plans = Array.from({ length: 1 + random.int(3) }, (_, at) => planOf(random, file, `${round}.${at}`));
  const dispatched = plans.map(async (plan) => ({ plan, id: await ct.dispatch(planned)(plan) }));
  const results = Promise.all(dispatched.map(async (one) => resultOf(await one)));
  results.catch(() => undefined);

  // Three workers' deaths would poison an electron, and rightly.
  const victims = Array.from({ length: 1 + random.int(2) }, () => ({
    who: random.pick(["dispatcher", "dispatcher", "worker", "client"] as const),
    wait: random.int(latestKill),
  }));
  for (const { who, wait } of victims) {
    if (who === "client") await killClient(planOf(random, file, `${round}.c${killed.clients}`), wait);
    else {
      await delay(wait);
      if (who === "dispatcher") await killDispatcher();
      else await killWorker();
    }
  }

  const ended = await results;
  const lost = ended.flatMap(({ plan, wrong }) =>
    wrong === undefined ? [] : marksOf(plan).map((it) => `${it}: ${wrong}`),
  );
  await othersEnd();
  const runs = runsIn(file);
  for (const mark of plans.flatMap(marksOf)) if (!runs.has(mark)) lost.push(`${mark}: it never ran`);
  const repeated = [...settled].filter(([mark, before]) => (runs.get(mark) ?? 0) > before).map(([mark]) => mark);
  const electrons = plans.reduce((sum, plan) => sum + marksOf(plan).length, 0);
  return { dispatches: plans.length + killed.clients, electrons, killed, lost, repeated };

  async function killDispatcher(): Promise<void> {
    await place.daemon.kill("SIGKILL");
    killed.dispatchers += 1;
    // Whatever is on disk now has completed; whoever still runs may leave marks of others.
    const completed = completedMarks(directory);
    const runs = runsIn(file);
    for (const [mark, times] of runs) if (completed.has(mark) && !settled.has(mark)) settled.set(mark, times);
    place.daemon = await startDaemon(directory);
  }

  async function killWorker(): Promise<void> {
    await using client = await openClient({ directory, start: false });
    const { workers } = await client.ask("status", {});
    if (workers.length === 0) return;
    try {
      process.kill(random.pick(workers).pid, "SIGKILL");
      killed.workers += 1;
    } catch {
      // It has ended by itself.
    }
  }

  async function killClient(plan: Plan, wait: number): Promise<void> {
    const child: ChildProcess = spawn(process.execPath, [clientProgram, JSON.stringify(plan)], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    const exited = once(child, "exit");
    // It takes as long to be there at all.
    await delay(wait + 300);
    child.kill("SIGKILL");
    await exited;
    killed.clients += 1;
  }

  /** What killed clients dispatched ends, too. */
  async function othersEnd(): Promise<void> {
    assert.equal((await sightDispatcher(directory)).phase, "running");
    for (const { dispatch } of await ct.dispatches({ state: "RUNNING", limit: 1_000 }))
      await ct.getResult(dispatch, { wait: true });
    for (const state of ["FAILED", "CANCELLED"] as const)
      for (const { dispatch } of await ct.dispatches({ state, limit: 1_000 })) lost.push(`${dispatch}: it is ${state}`);
  }
}

async function resultOf({ plan, id }: { plan: Plan; id: string }): Promise<{ plan: Plan; wrong: string | undefined }> {
  const { status, value } = await ct.getResult(id, { wait: true });
  if (status !== "COMPLETED") return { plan, wrong: `dispatch ${id} is ${status}` };
  const isRight = JSON.stringify(value) === JSON.stringify(comesTo(plan));
  return { plan, wrong: isRight ? undefined : `dispatch ${id} came to ${JSON.stringify(value)}` };
}
