import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import * as ct from "covalent-ts";
import { lives } from "covalent-ts/client";
import { dispatching, statesOf } from "./dispatching.ts";
import { marksIn, runsIn } from "./marks.ts";

const listens = ct.electron(async (file: string, name: string) => {
  appendFileSync(file, `${name} began\n`);
  const signal = ct.getContext()?.signal;
  await new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve()));
  appendFileSync(file, `${name} tidied up\n`);
  return name;
});
const after = ct.electron((file: string, name: string) => appendFileSync(file, `after ${name}\n`));
const two = ct.lattice((file: string) => [after(file, listens(file, "a")), after(file, listens(file, "b"))]);

const began = (file: string, names: string[]) => async () => {
  while (!names.every((name) => runsIn(file).has(`${name} began`))) await delay(5);
};

it("cancel of a dispatch tells what runs by its AbortSignal, and starts nothing more", async (test) => {
  const { directory } = await dispatching(test);
  const file = marksIn(directory);
  const id = await ct.dispatch(two)(file);
  await began(file, ["a", "b"])();

  await ct.cancel(id);

  const result = await ct.getResult(id, { wait: true });
  assert.equal(result.status, "CANCELLED");
  assert.deepEqual([...runsIn(file).keys()].toSorted(), ["a began", "a tidied up", "b began", "b tidied up"]);
});

it("cancel of a single electron stops it and what needs it, and leaves the rest alone", async (test) => {
  const { directory, seen } = await dispatching(test);
  const file = marksIn(directory);
  const id = await ct.dispatch(two)(file);
  await began(file, ["a", "b"])();
  const { electrons } = await seen(id, (document) => statesOf(document).filter((it) => it === "RUNNING").length === 2);
  const first = electrons.findIndex(({ name }) => name === "listens");

  await ct.cancel(id, [first]);
  const halfWay = await seen(id, (document) => statesOf(document)[first] === "CANCELLED");

  assert.deepEqual(statesOf(halfWay).toSorted(), ["CANCELLED", "CANCELLED", "NEW_OBJECT", "RUNNING"]);
  await ct.cancel(id);
  await ct.getResult(id, { wait: true });
});

const deaf = ct.electron(async (file: string, stays: string) => {
  process.on("SIGTERM", () => appendFileSync(file, "SIGTERM heard\n"));
  const child = spawn(process.execPath, ["-e", stays], { stdio: "ignore" });
  appendFileSync(file, `child ${child.pid}\n`);
  await new Promise((later) => setTimeout(later, 60_000));
});
const deafOne = ct.lattice((file: string, stays: string) => deaf(file, stays));

it("an electron that is deaf to its signal and to SIGTERM is killed, with all processes that it has started", async (test) => {
  const { directory } = await dispatching(test);
  const file = join(directory, "marks");
  const id = await ct.dispatch(deafOne)(file, 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1_000)');
  const child = async (): Promise<number> => {
    for (;;) {
      const line = [...runsIn(file).keys()].find((it) => it.startsWith("child "));
      if (line !== undefined) return Number(line.slice(6));
      await delay(5);
    }
  };
  const pid = await child();

  await ct.cancel(id);

  assert.equal((await ct.getResult(id, { wait: true })).status, "CANCELLED");
  assert.ok(runsIn(file).has("SIGTERM heard"));
  while (lives(pid)) await delay(5);
});
