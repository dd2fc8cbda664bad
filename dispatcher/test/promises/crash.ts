// One dispatch of which the dispatcher is killed at one point, and gone on with by the next: what was lost, and what was repeated?

import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import * as ct from "covalent-ts";
import { openClient } from "covalent-ts/client";
import { CovalentError } from "covalent-ts/errors";
import { openFolder, startDaemon, tryDaemon } from "../daemon.ts";
import { keptIn, marked, markedNames, markedValue, marksIn, runsIn } from "./marks.ts";

export type Point = `${"commit" | "send"} ${"before" | "after"} ${number}`;

/** The electrons of `marked` by their numbers; the sublattice itself leaves no mark. */
const numbered = ["first", "inner", "side", "last", "inner-1", "inner-2"];

/**
 * Kills a dispatcher at that point of a dispatch, and starts another. Resolves to false when the dispatch was over before that
 * point came.
 */
export async function survives(point: Point): Promise<boolean> {
  await using folder = await openFolder("crash");
  const directory = folder.path;
  const marks = marksIn(directory);
  process.env["COVALENT_DATA_DIR"] = directory;
  // The next dispatcher is started here, after a look at what the first has left behind; not by the client.
  process.env["COVALENT_COMMAND"] = JSON.stringify([process.execPath, "--eval", "process.exit(1)"]);
  const preload = new URL("./crash-point.ts", import.meta.url).href;
  const first = await tryDaemon(directory, { preload, env: { CRASH_POINT: point } });
  await using second = new AsyncDisposableStack();
  if (typeof first !== "object") {
    assert.equal(first, "SIGKILL");
    second.use(await startDaemon(directory));
    await checkResult();
    return true;
  }

  await using _first = first;
  const heard = new Set<number>();
  const dispatched = (async () => {
    const id = await ct.dispatch(marked)(marks);
    return { id, following: await listen(id) };
  })();
  const over = dispatched.then(({ id }) => statusInTheEnd(id));
  over.catch(() => undefined);
  if ((await Promise.race([first.ended, over])) === "COMPLETED") {
    (await dispatched).following[Symbol.dispose]();
    return false;
  }
  const known = [...heard];
  const { completed, ids } = keptIn(directory);
  assert.ok(
    known.every((electron) => completed.includes(electron)),
    `heard of ${known}, on disk are ${completed}`,
  );
  second.use(await startDaemon(directory));
  const { id, following } = await dispatched;
  assert.equal(await over, "COMPLETED");
  following[Symbol.dispose]();
  if (ids.length > 0) assert.deepEqual(ids, [id], "the submit made a second dispatch");
  assert.equal(await (await ct.getResult(id)).value, markedValue);
  const runs = runsIn(marks);
  assert.deepEqual([...runs.keys()].toSorted(), markedNames, "an electron was lost");
  for (const electron of completed) {
    const name = numbered[electron] ?? "";
    assert.ok((runs.get(name) ?? 1) === 1, `'${name}' had completed, and ran ${runs.get(name)} times`);
  }
  return true;

  async function listen(id: string) {
    const client = await openWhenThere();
    const stop = await client.follow(id, ({ electrons }) => {
      for (const [number, { state }] of electrons.entries()) if (state === "COMPLETED") heard.add(number);
    });
    return {
      [Symbol.dispose]() {
        stop[Symbol.dispose]();
        void client[Symbol.asyncDispose]();
      },
    };
  }

  /** Who asks between two dispatchers tries to start one, which is not to be here. */
  async function statusInTheEnd(id: ct.DispatchId<unknown>): Promise<string> {
    for (;;) {
      try {
        return (await ct.getResult(id, { wait: true })).status;
      } catch (error) {
        if (!(error instanceof CovalentError && error.code === "DISPATCHER_CANNOT_START")) throw error;
        await delay(20);
      }
    }
  }

  /** Between two dispatchers there is none to be found. */
  async function openWhenThere() {
    for (;;) {
      try {
        return await openClient({ directory, start: false });
      } catch (error) {
        if (!(error instanceof CovalentError && error.code === "DISPATCHER_NOT_RUNNING")) throw error;
        await delay(20);
      }
    }
  }

  async function checkResult(): Promise<void> {
    const { value } = await ct.getResult(await ct.dispatch(marked)(marks), { wait: true });
    assert.equal(await value, markedValue);
  }
}

/** Goes from the first commit, or send, to the last of that dispatch, and says how many there were. */
export async function survivesAll(kind: "commit" | "send", side: "before" | "after"): Promise<number> {
  for (let nth = 1; ; nth++) if (!(await survives(`${kind} ${side} ${nth}`))) return nth - 1;
}
