// From an author's first line to the value, through the real dispatcher and its workers.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { access, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import * as ct from "covalent-ts";
import { becomeHost } from "covalent-ts/host";
import { dispatcherPid, gone, useOwnDispatcher } from "./dispatcher.fixture.ts";

const directory = await useOwnDispatcher();

const add = ct.electron((a: number, b: number) => a + b);
const square = ct.electron((x: number) => x ** 2);
const load = ct.electron(async (path: string) => {
  console.log(`reading ${path}`);
  console.error("slowly");
  return { rows: [3, 1, 2], path };
});
const diverge = ct.electron((rate: number): number => {
  throw new RangeError(`a rate of ${rate} is too high`);
});
/** Runs until the file is there: a test decides when. */
const awaitFile = ct.electron(async (path: string) => {
  for (;;) {
    try {
      await access(path);
      return "seen";
    } catch {
      await delay(10);
    }
  }
});

const states = async (result: ct.Result) => (await result.electrons()).map(({ name, state }) => [name, state]);

/** Resolves once an electron of the dispatch is in that state. */
async function reached(id: string, electron: number, state: ct.ElectronState): Promise<void> {
  const there = Promise.withResolvers<void>();
  using _following = await ct.subscribe(id, ({ electrons }) => {
    if (electrons[electron]?.state === state) there.resolve();
  });
  await there.promise;
}

describe("a dispatch", () => {
  it("computes one electron", async () => {
    const result = await ct.dispatchSync(ct.lattice(add))(1, 2);

    assert.deepEqual([result.status, result.value, result.unwrap(), result.error], ["COMPLETED", 3, 3, undefined]);
    assert.deepEqual([result.lattice, await states(result)], ["add", [["add", "COMPLETED"]]]);
    assert.deepEqual(
      result.inputs.map(({ name, text }) => [name, text]),
      [
        ["a", "1"],
        ["b", "2"],
      ],
    );
    assert.ok(result.startTime && result.endTime && result.startTime <= result.endTime);
  });

  it("hands on instances of the author's own classes, which come home as such", async () => {
    class Model {
      rate: number;
      constructor(rate: number) {
        this.rate = rate;
      }
    }
    const make = ct.electron((rate: number) => new Model(rate));
    const check = ct.electron((model: unknown) => model instanceof Model);
    const workflow = ct.lattice((rate: number) => {
      const model = make(rate);
      return { model, isModel: check(model) };
    });

    const value = (await ct.dispatchSync(workflow)(2)).unwrap();

    assert.ok(value.model instanceof Model);
    assert.deepEqual({ ...value }, { model: new Model(2), isModel: true });
  });

  it("hands outputs on, taken apart where they are consumed", async () => {
    const workflow = ct.lattice(async (path: string) => {
      const { rows, path: from } = await load(path);
      const [first, second] = rows as [number, number];
      return { sum: add(first, square(second)), sorted: rows.toSorted(), from: from.toUpperCase() };
    });

    const { value } = await ct.dispatchSync(workflow)("iris.csv");

    assert.deepEqual(value, { sum: 4, sorted: [1, 2, 3], from: "IRIS.CSV" });
  });

  it("runs many electrons over one list", async () => {
    const workflow = ct.lattice((xs: number[]) => xs.map((x) => square(x)));
    const xs = Array.from({ length: 60 }, (_, n) => n);

    const result = await ct.dispatchSync(workflow)(xs);

    assert.deepEqual(
      result.value,
      xs.map((x) => x ** 2),
    );
  });

  it("traces a sublattice with real values", async () => {
    const each = ct.lattice((rows: number[]) => (rows.length > 2 ? rows.map((row) => square(row)) : []));
    const workflow = ct.lattice(async (path: string) => ct.electron(each)((await load(path)).rows));

    const result = await ct.dispatchSync(workflow)("iris.csv");

    assert.deepEqual(result.value, [9, 1, 4]);
    assert.deepEqual(
      (await result.electrons()).map(({ name, kind, parent }) => [name, kind, parent]),
      [
        ["load", "electron", undefined],
        ["each", "sublattice", undefined],
        ["square", "electron", 1],
        ["square", "electron", 1],
        ["square", "electron", 1],
      ],
    );
  });

  it("gives each electron's value and what it printed, when asked", async () => {
    const [electron] = await (await ct.dispatchSync(ct.lattice(load))("iris.csv")).electrons();

    assert.deepEqual(await electron?.value(), { rows: [3, 1, 2], path: "iris.csv" });
    assert.deepEqual([await electron?.stdout(), await electron?.stderr()], ["reading iris.csv\n", "slowly\n"]);
    assert.equal(await electron?.error(), undefined);
  });

  it("tells an electron where it runs", async () => {
    const who = ct.electron(() => {
      const { dispatchId, electronId, signal } = ct.getContext() ?? {};
      return [dispatchId, electronId, signal?.aborted];
    });

    const result = await ct.dispatchSync(ct.lattice(who))();

    assert.deepEqual(result.value, [result.dispatchId, 0, false]);
  });

  it("is announced to the host, and listed", async () => {
    const told: string[] = [];
    becomeHost({ dispatched: (id, lattice) => told.push(`${lattice} ${id}`) });

    const id = await ct.dispatch(ct.lattice(add))(1, 2);
    becomeHost({});

    assert.deepEqual(told, [`add ${id}`]);
    assert.equal((await ct.dispatches({ limit: 1 }))[0]?.dispatch, id);
    assert.equal((await ct.getResult<number>(id, { wait: true })).value, 3);
  });
});

describe("showing a dispatch", () => {
  it("asks the host to, as if it had just been made; and prints it where there is no host", async (t) => {
    const told: string[] = [];
    const id = await ct.dispatch(ct.lattice(add))(1, 2);
    await ct.getResult(id, { wait: true });
    const print = t.mock.method(console, "log", () => {});

    becomeHost({ dispatched: (shown, lattice) => told.push(`${lattice} ${shown}`) });
    await ct.show(id);
    becomeHost({});
    await ct.show(id);

    assert.deepEqual(told, [`add ${id}`]);
    assert.match(String(print.mock.calls[0]?.arguments[0]), /^● add {2}Completed/);
  });

  it("refuses what is no dispatch, or not known", async () => {
    await assert.rejects(ct.show("nowhere"), { code: "UNKNOWN_DISPATCH" });
  });
});

describe("a dispatch that fails", () => {
  it("names the electron that failed, spares those that do not need it, and tells the others why", async () => {
    const workflow = ct.lattice((rate: number) => [add(diverge(rate), 1), square(4)]);

    const result = await ct.dispatchSync(workflow)(9);

    assert.equal(result.status, "FAILED");
    assert.equal(result.value, undefined);
    assert.deepEqual(await states(result), [
      ["diverge", "FAILED"],
      ["add", "UPSTREAM_FAILED"],
      ["square", "COMPLETED"],
    ]);
    assert.equal(await (await result.electrons())[2]?.value(), 16);
    assert.equal(result.error?.code, "DISPATCH_FAILED");
    assert.match(
      result.error.message,
      /^Lattice 'workflow' failed: electron 'diverge' \(dispatch\.test\.ts:\d+\): RangeError: a rate of 9 is too high\. /,
    );
    assert.throws(() => result.unwrap(), { code: "DISPATCH_FAILED" });
  });

  it("keeps what the electron threw as the cause, with the author's line on top", async () => {
    const { error } = await ct.dispatchSync(ct.lattice(diverge))(9);

    const cause = error?.cause;
    assert.ok(cause instanceof RangeError);
    assert.equal(cause.message, "a rate of 9 is too high");
    assert.match(cause.stack ?? "", /^RangeError: a rate of 9 is too high\n\s+at .*dispatch\.test\.ts:\d+:\d+\)?/);
  });

  it("fails the electron whose output cannot travel, saying what it is", async () => {
    const serve = ct.electron(() => ({ server: createServer() }));

    const result = await ct.dispatchSync(ct.lattice(serve))();

    const { error } = result;
    assert.deepEqual(await states(result), [["serve", "FAILED"]]);
    assert.match(String(error?.cause), /server.*Server/);
  });

  it("fails before it is sent when an electron cannot travel", async () => {
    const server = createServer();
    const port = ct.electron(() => server.address());

    await assert.rejects(ct.dispatch(ct.lattice(port))(), /server/);
  });
});

describe("asking about dispatches", () => {
  it("refuses an unknown id", async () => {
    await assert.rejects(ct.getResult("nobody"), { code: "UNKNOWN_DISPATCH", name: "CovalentError" });
    await assert.rejects(ct.getResult("nobody", { wait: true }), { code: "UNKNOWN_DISPATCH" });
    await assert.rejects(ct.cancel("nobody"), { code: "UNKNOWN_DISPATCH" });
    await assert.rejects(
      ct.subscribe("nobody", () => undefined),
      { code: "UNKNOWN_DISPATCH" },
    );
  });

  it("refuses at once to dispatch what is no lattice", () => {
    assert.throws(() => ct.dispatch(add as unknown as ct.Lattice), {
      code: "NOT_A_LATTICE",
      about: { what: "the electron 'add'" },
    });
  });

  it("says what to do when the promise of an id is given for it", async () => {
    const promise = Promise.resolve("d-1") as unknown as string;

    for (const ask of [ct.getResult(promise), ct.cancel(promise), ct.subscribe(promise, () => {})]) {
      await assert.rejects(ask, { code: "NOT_A_DISPATCH", about: { what: "a promise" } });
    }
  });

  it("gives a dispatch that still runs as it is, and cancels it", async () => {
    const id = await ct.dispatch(ct.lattice(awaitFile))(join(directory, "never"));
    await reached(id, 0, "RUNNING");

    const running = await ct.getResult(id);
    assert.deepEqual([running.status, running.value, running.error], ["RUNNING", undefined, undefined]);
    assert.throws(() => running.unwrap(), { code: "DISPATCH_UNFINISHED" });

    await ct.cancel(id);
    const cancelled = await ct.getResult(id, { wait: true });
    assert.deepEqual([cancelled.status, cancelled.error?.code], ["CANCELLED", "DISPATCH_CANCELLED"]);
  });
});

describe("what ends around a dispatch", () => {
  it("does not end it: the process that dispatched", async () => {
    const signal = join(directory, "after-the-client");
    const script = `
      import { access } from "node:fs/promises";
      import { setTimeout as delay } from "node:timers/promises";
      import * as ct from "covalent-ts";
      const awaitFile = ct.electron(async (path) => {
        for (;;) {
          try {
            await access(path);
            return "seen";
          } catch {
            await delay(10);
          }
        }
      });
      console.log(await ct.dispatch(ct.lattice(awaitFile))(${JSON.stringify(signal)}));
      setInterval(() => undefined, 1_000);
    `;
    const client = spawn(process.execPath, ["--input-type=module", "--eval", script], {
      cwd: import.meta.dirname,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [printed] = await client.stdout.take(1).toArray();
    const id = String(printed).trim();
    client.kill("SIGKILL");
    await reached(id, 0, "RUNNING");

    await writeFile(signal, "");

    assert.equal((await ct.getResult(id, { wait: true })).value, "seen");
  });

  it("does not end it: the dispatcher itself, killed while a script waits", async () => {
    const signal = join(directory, "after-the-dispatcher");
    const workflow = ct.lattice((path: string) => [awaitFile(path), add(1, 2)]);
    const id = await ct.dispatch(workflow)(signal);
    await reached(id, 0, "RUNNING");
    const waiting = ct.getResult(id, { wait: true });
    const pid = await dispatcherPid(directory);

    process.kill(pid, "SIGKILL");
    await gone(pid);
    await writeFile(signal, "");

    assert.deepEqual((await waiting).value, ["seen", 3]);
    assert.notEqual(await dispatcherPid(directory), pid);
  });
});
