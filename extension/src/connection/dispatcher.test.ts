import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { CovalentError } from "covalent-ts/errors";
import { listDispatches } from "../views/dispatch-list.ts";
import { type Dispatcher, type DispatcherState, watchDispatcher } from "./dispatcher.ts";
import { startDispatcher } from "./start-dispatcher.ts";

const program = fileURLToPath(new URL("../../../dispatcher/bin/covalent.mjs", import.meta.url));

/** A data directory, a watch on it, and the means to start its dispatcher. */
async function watched(t: TestContext) {
  const directory = await mkdtemp(join(tmpdir(), "covalent-watched-"));
  const dispatcher = watchDispatcher({ directory, onProblem: () => undefined, pause: () => delay(20) });
  const start = () =>
    startDispatcher({
      command: [process.execPath, program],
      env: { ...process.env, COVALENT_DATA_DIR: directory },
      onLine: () => undefined,
    });
  t.after(async () => {
    if (dispatcher.state.phase === "running") await dispatcher.client().ask("stop", {});
    await dispatcher[Symbol.asyncDispose]();
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  });
  return { dispatcher, start };
}

function become(dispatcher: Dispatcher, phase: DispatcherState["phase"]): Promise<void> {
  return new Promise((resolve) => {
    const listening: { it?: Disposable } = {};
    listening.it = dispatcher.onState((state) => {
      if (state.phase !== phase) return;
      resolve();
      setImmediate(() => listening.it?.[Symbol.dispose]());
    });
  });
}

describe("a dispatcher that is watched", () => {
  it("is found when somebody starts it, noticed when it stops, and found again", async (t) => {
    const { dispatcher, start } = await watched(t);
    const phases: string[] = [];
    dispatcher.onState(({ phase }) => void phases.push(phase));

    await become(dispatcher, "stopped");
    await start();
    await become(dispatcher, "running");
    await dispatcher.client().ask("stop", {});
    await become(dispatcher, "stopped");
    await start();
    await become(dispatcher, "running");

    assert.deepEqual(phases, ["looking", "stopped", "running", "stopped", "running"]);
  });

  it("cannot be asked anything while there is none", async (t) => {
    const { dispatcher } = await watched(t);
    await become(dispatcher, "stopped");

    assert.throws(
      () => dispatcher.client(),
      (error: unknown) => error instanceof CovalentError && error.code === "DISPATCHER_NOT_RUNNING",
    );
  });

  it("begins again what goes on while it runs, and ends it while it does not", async (t) => {
    const { dispatcher, start } = await watched(t);
    const story: string[] = [];
    await become(dispatcher, "stopped");
    const { promise: begunTwice, resolve: onSecond } = Promise.withResolvers<void>();
    const using = dispatcher.whileRunning(async () => {
      story.push("begin");
      if (story.filter((it) => it === "begin").length === 2) onSecond();
      return { [Symbol.dispose]: () => void story.push("end") };
    });

    await start();
    await become(dispatcher, "running");
    await dispatcher.client().ask("stop", {});
    await become(dispatcher, "stopped");
    await start();
    await begunTwice;
    await become(dispatcher, "running");
    using[Symbol.dispose]();

    assert.deepEqual(story, ["begin", "end", "begin", "end"]);
  });
});

describe("the list of dispatches", () => {
  it("has one as soon as it was handed over, and follows it to its end", async (t) => {
    const { dispatcher, start } = await watched(t);
    await start();
    await become(dispatcher, "running");
    using list = listDispatches(dispatcher, { limit: 10, pause: () => delay(1) });
    const { promise: completed, resolve } = Promise.withResolvers<void>();
    list.onChange(() => {
      if (list.dispatches[0]?.state === "COMPLETED") resolve();
    });
    process.env["COVALENT_DATA_DIR"] = dispatcher.client().directory;

    const ct = await import("covalent-ts");
    const double = ct.electron(function double(x: number) {
      return 2 * x;
    });
    const dispatch = await ct.dispatch(
      ct.lattice(function doubles(x: number) {
        return double(double(x));
      }),
    )(4);
    await completed;

    assert.deepEqual(
      list.dispatches.map(({ dispatch, lattice, completed, total }) => ({ dispatch, lattice, completed, total })),
      [{ dispatch, lattice: "doubles", completed: 2, total: 2 }],
    );
  });
});
