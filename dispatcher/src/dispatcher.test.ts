import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, it } from "node:test";
import { electronsShown, foldEvents, type LatticeDocument } from "covalent-ts/protocol";
import { aDispatcher, statesOf, temporaryDirectory } from "./dispatcher.fixture.ts";
import { testExecutor } from "./shell/executor.fixture.ts";
import { aLattice } from "./shell/lattice.fixture.ts";

const diamond = aLattice([
  "load",
  { name: "left", needs: [0] },
  { name: "right", needs: [0] },
  { name: "join", needs: [1, 2] },
]);

describe("a dispatch of more electrons than a view shows", () => {
  it("is shown by the first of them, and the number of the others", async (test) => {
    const { submit, store, messages } = await aDispatcher(test, { executor: testExecutor(() => "wait", { slots: 1 }) });

    const id = await submit(aLattice(Array.from({ length: electronsShown + 5 }, () => "a")));

    const { document } = store.document(store.find(id) ?? 0) ?? {};
    assert.deepEqual([document?.electrons.length, document?.omitted], [electronsShown, 5]);
    const told = messages.flatMap(({ events }) => events).find(({ type }) => type === "submitted");
    assert.ok(told?.type === "submitted");
    assert.deepEqual([told.document.electrons.length, told.document.omitted], [electronsShown, 5]);
    assert.match(JSON.stringify(store.story(1)[0]?.chapters[0]), /100005/);
  });
});

describe("a dispatcher", () => {
  it("runs a lattice, and assembles what it returns from the outputs of its electrons", async (test) => {
    const { submit, ended, store, executor } = await aDispatcher(test);

    const id = await submit(diamond);
    const document = await ended(id);

    assert.deepEqual(statesOf(document), {
      load: "COMPLETED",
      left: "COMPLETED",
      right: "COMPLETED",
      join: "COMPLETED",
    });
    assert.deepEqual(store.result(1)?.value, {
      at: "assembled",
      template: new Uint8Array([0]),
      parts: [[3, { at: "inline", bytes: new Uint8Array([3]) }]],
    });
    assert.deepEqual(executor.started.at(-1), {
      attempt: "1.3.1",
      dispatch: id,
      electron: 3,
      name: "join",
      kind: "electron",
      fn: { hash: "f", name: "f", source: "() => 1", place: null, code: new Uint8Array([7]) },
      call: new Uint8Array([1, 2, 3]),
      inputs: [
        [1, { at: "inline", bytes: new Uint8Array([1]) }],
        [2, { at: "inline", bytes: new Uint8Array([2]) }],
      ],
      directory: "/work",
      executor: { name: "local" },
      place: { file: "/work/digits.ts", line: 4, column: 1 },
      nth: 1,
    });
  });

  it("gives a repeated submit the first one's dispatch, also while that is not on disk yet", async (test) => {
    const { submit, store } = await aDispatcher(test);

    const [first, second] = await Promise.all([submit(diamond, "same"), submit(diamond, "same")]);
    const third = await submit(diamond, "same");

    assert.deepEqual([first, second, third], ["dispatch-1", "dispatch-1", "dispatch-1"]);
    assert.equal(store.list({ limit: 10 }).total, 1);
  });

  it("announces nothing, and starts nothing, before it is on disk", async (test) => {
    const directory = await temporaryDirectory(test);
    const script = testExecutor();
    const seenAtStart: unknown[] = [];
    const seenAtAnnouncement: unknown[] = [];
    // A connection of its own sees only what was committed.
    const disk = (): DatabaseSync => new DatabaseSync(join(directory, "store.sqlite"), { readOnly: true });
    const open: typeof script.open = async (report, leftRunning) => {
      const executor = await script.open(report, leftRunning);
      return {
        ...executor,
        start(assignment) {
          using other = disk();
          seenAtStart.push(
            other.prepare("SELECT attempt FROM electron WHERE key % 16777216 = ?").get(assignment.electron),
          );
          executor.start(assignment);
        },
      };
    };
    const { dispatcher, submit, ended } = await aDispatcher(test, { directory, executor: { ...script, open } });
    dispatcher.onCommitted(({ states }) => {
      using other = disk();
      for (const { seq } of states)
        seenAtAnnouncement.push([seq, other.prepare("SELECT seq FROM dispatch").get()?.["seq"]]);
    });

    await ended(await submit(diamond));

    assert.deepEqual(
      seenAtStart.map((row) => ({ ...(row as object) })),
      Array(4).fill({ attempt: 1 }),
    );
    assert.ok(seenAtAnnouncement.length > 0);
    for (const [announced, onDisk] of seenAtAnnouncement as [number, number][]) assert.equal(onDisk, announced);
  });

  it("announces messages without a gap, which folded give the document", async (test) => {
    const { submit, ended, messages, store } = await aDispatcher(test, {
      executor: testExecutor(({ name }) =>
        name === "inner" ? { expandsTo: aLattice(["a", "b"]) } : { returns: new Uint8Array() },
      ),
    });

    const document = await ended(await submit(aLattice(["load", { name: "inner", kind: "sublattice", needs: [0] }])));

    assert.deepEqual(
      messages.map(({ seq }) => seq),
      Array.from(messages, (_, index) => index + 1),
    );
    const [first, ...rest] = messages.flatMap(({ events }) => events);
    assert.ok(first?.type === "submitted");
    assert.deepEqual(foldEvents(first.document, rest), document);
    assert.equal(store.document(1)?.seq, messages.length);
  });

  it("refuses an executor that it does not have, naming those it has", async (test) => {
    const { submit } = await aDispatcher(test);

    await assert.rejects(submit(aLattice([{ name: "train", executor: { name: "slurm" } }])), {
      code: "UNKNOWN_EXECUTOR",
      about: { executor: "slurm", electron: "train", known: "local" },
    });
  });

  it("refuses a graph whose electrons need later ones, naming the field", async (test) => {
    const { submit } = await aDispatcher(test);

    await assert.rejects(submit(aLattice([{ name: "a", needs: [0] }])), {
      code: "BAD_MESSAGE",
      message: /lattice\.graph\.nodes\.0\.needs names node 0/,
    });
  });

  it("takes a function that was sent before by its hash alone, and refuses one that never was", async (test) => {
    const { submit, ended } = await aDispatcher(test);
    const without = { ...aLattice(["a"]), functions: [] };

    await assert.rejects(submit(without), { code: "BAD_MESSAGE", message: /names a function that was not sent/ });
    await ended(await submit(aLattice(["a"])));

    assert.equal((await ended(await submit(without))).state, "COMPLETED");
  });

  it("fails only the sublattice whose traced graph cannot be run", async (test) => {
    const { submit, ended, store } = await aDispatcher(test, {
      executor: testExecutor(() => ({ expandsTo: aLattice([{ name: "x", executor: { name: "slurm" } }]) })),
    });

    await ended(await submit(aLattice([{ name: "inner", kind: "sublattice" }])));

    assert.equal(store.electron(1, 0)?.error?.code, "UNKNOWN_EXECUTOR");
  });
});

describe("when an electron fails", () => {
  it("names it, its place and its error wherever somebody looks", async (test) => {
    const { submit, ended, store } = await aDispatcher(test, {
      executor: testExecutor(({ name }) =>
        name === "load" ? { throws: { name: "TypeError", message: "no file" } } : { returns: new Uint8Array() },
      ),
    });

    const id = await submit(diamond);
    const document = await ended(id);

    assert.deepEqual(statesOf(document), {
      load: "FAILED",
      left: "UPSTREAM_FAILED",
      right: "UPSTREAM_FAILED",
      join: "UPSTREAM_FAILED",
    });
    assert.match(document.electrons[3]?.error?.message ?? "", /^Electron 'load' .* failed/);
    const { error, value, state } = store.result(1) ?? {};
    assert.deepEqual([state, value, error?.code], ["FAILED", null, "DISPATCH_FAILED"]);
    assert.match(error?.message ?? "", /electron 'load' \(digits.ts:4\): TypeError: no file\./);
    assert.equal(error?.cause?.name, "TypeError");
  });

  it("says of a sublattice what failed inside, and counts its electrons only", async (test) => {
    const { submit, ended, store } = await aDispatcher(test, {
      executor: testExecutor(({ name }) =>
        name === "inner"
          ? { expandsTo: aLattice(["good", "bad"]) }
          : name === "bad"
            ? { throws: {} }
            : { returns: new Uint8Array() },
      ),
    });

    await ended(await submit(aLattice([{ name: "inner", kind: "sublattice" }])));

    const error = store.electron(1, 0)?.error;
    assert.equal(error?.code, "SUBLATTICE_FAILED");
    assert.match(error?.message ?? "", /electron 'bad' \(digits.ts:4\): Error: no/);
    assert.doesNotMatch(store.result(1)?.error?.message ?? "", /inner/);
    const { total, completed, failed } = store.list({ limit: 1 }).dispatches[0] ?? {};
    assert.deepEqual({ total, completed, failed }, { total: 2, completed: 1, failed: 1 });
  });

  it("tells the worker's death once in the log, and once more as what poisoned the electron", async (test) => {
    const { submit, ended, store } = await aDispatcher(test, { executor: testExecutor(() => ({ dies: "SIGKILL" })) });

    await ended(await submit(aLattice(["train"])));

    const { error, log, attempts, view } = store.electron(1, 0) ?? {};
    assert.equal(view?.state, "POISONED");
    assert.equal(error?.code, "ELECTRON_POISONED");
    assert.match(error?.message ?? "", /ended 3 workers, the last by SIGKILL/);
    assert.equal(error?.stack, "last words");
    assert.deepEqual(
      attempts?.map(({ attempt, outcome, error }) => [attempt, outcome, error?.code]),
      [
        [1, "lost", "WORKER_LOST"],
        [2, "lost", "WORKER_LOST"],
        [3, "lost", "WORKER_LOST"],
      ],
    );
    assert.deepEqual(
      log?.map(({ n, stream }) => [n, stream]),
      [
        [1, "stderr"],
        [2, "stderr"],
        [3, "stderr"],
      ],
    );
    assert.match(log?.[0]?.text ?? "", /^Worker w1 was ended by SIGKILL while it ran electron 'train', attempt 1.*\n$/);
  });
});

describe("when a dispatch is cancelled", () => {
  it("counts what is cancelled, stops what runs, and says that it was cancelled", async (test) => {
    const { submit, ended, dispatcher, executor, store } = await aDispatcher(test, {
      executor: testExecutor(() => "wait"),
    });
    const id = await submit(diamond);
    await executor.starts("load");

    const cancelled = await dispatcher.cancel(1, null);

    assert.equal(cancelled, 4);
    assert.equal((await ended(id)).state, "CANCELLED");
    assert.deepEqual(executor.stopped, ["1.0.1"]);
    assert.equal(store.result(1)?.error?.code, "DISPATCH_CANCELLED");
    assert.equal(store.electron(1, 0)?.attempts[0]?.outcome, "cancelled");
  });
});

describe("when electrons print", () => {
  it("keeps the pieces numbered over both streams, and joins what comes at once", async (test) => {
    const { submit, dispatcher, executor, store } = await aDispatcher(test, { executor: testExecutor(() => "wait") });
    await submit(aLattice(["train"]));
    const { attempt } = await executor.starts("train");
    const heard: unknown[] = [];
    const done = new Promise<void>((resolve) => {
      dispatcher.onCommitted(({ outputs }) => {
        for (const { electron, pieces } of outputs) heard.push(...pieces.map(({ n, text }) => [electron, n, text]));
        if (heard.length === 3) resolve();
      });
    });

    executor.tell({ type: "output", attempt, stream: "stdout", text: "a", at: 1 });
    executor.tell({ type: "output", attempt, stream: "stdout", text: "b", at: 2 });
    executor.tell({ type: "output", attempt, stream: "stderr", text: "c", at: 3 });
    setImmediate(() => executor.tell({ type: "output", attempt, stream: "stdout", text: "d", at: 4 }));
    await done;

    assert.deepEqual(heard, [
      [0, 1, "ab"],
      [0, 2, "c"],
      [0, 3, "d"],
    ]);
    assert.deepEqual(
      store.electron(1, 0)?.log.map(({ text }) => text),
      ["ab", "c", "d"],
    );
  });
});

describe("when an executor reports what cannot be", () => {
  it("ignores it, and goes on", async (test) => {
    const { submit, ended, executor } = await aDispatcher(test);
    const value = { at: "inline", bytes: new Uint8Array() } as const;

    for (const attempt of ["", "nonsense", "1.2", "99.0.1", "1.99.1", "1.0.1.0"]) {
      executor.tell({ type: "started", attempt, worker: "w1", at: 1 });
      executor.tell({ type: "output", attempt, stream: "stdout", text: "lost", at: 2 });
      executor.tell({ type: "returned", attempt, value, printed: { text: "", type: "", size: 0 }, at: 3 });
    }

    assert.equal((await ended(await submit(diamond))).state, "COMPLETED");
  });
});

describe("when the disk is full", () => {
  it("holds what electrons print up to a bound, and says then how much it could not", async (test) => {
    const { submit, ended, database, executor, store } = await aDispatcher(test, {
      executor: testExecutor(() => "wait"),
    });
    const id = await submit(aLattice(["train"]));
    const { attempt } = await executor.starts("train");
    const pages = Number(database.connection.prepare("PRAGMA page_count").get()?.["page_count"]);
    const megabyte = "x".repeat(1_000_000);

    database.connection.exec(`PRAGMA max_page_count = ${pages}`);
    for (let piece = 0; piece < 40; piece += 1) {
      executor.tell({ type: "output", attempt, stream: "stdout", text: megabyte, at: piece });
    }
    await new Promise(setImmediate);
    executor.tell({ type: "threw", attempt, error: { name: "Error", message: "no", stack: "" }, at: 50 });
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    database.connection.exec("PRAGMA max_page_count = 100000");
    await ended(id);

    const log = store.electron(1, 0)?.log.map(({ text }) => text) ?? [];
    assert.match(log.at(-1) ?? "", /24,000,000 characters left out while the disk was full …\n$/);
  });

  it("refuses new dispatches, and takes them again when there is room", async (test) => {
    const { submit, ended, database, executor } = await aDispatcher(test);
    const big = aLattice([{ name: "train", call: new Uint8Array(1_000_000) }]);
    database.connection.exec("PRAGMA max_page_count = 100");

    await assert.rejects(submit(big), { code: "DISPATCHER_NO_SPACE" });
    assert.deepEqual(executor.started, []);
    database.connection.exec("PRAGMA max_page_count = 100000");

    assert.equal((await ended(await submit(big))).state, "COMPLETED");
  });

  it("refuses all that came in one turn, and leaves no trace of them", async (test) => {
    const { submit, ended, database, dispatcher, messages } = await aDispatcher(test, {
      executor: testExecutor(undefined, { slots: 1 }),
    });
    const big = aLattice([{ name: "train", call: new Uint8Array(1_000_000) }, "other"]);
    database.connection.exec("PRAGMA max_page_count = 100");

    const both = await Promise.allSettled([submit(big), submit(big)]);

    assert.deepEqual(
      both.map(({ status }) => status),
      ["rejected", "rejected"],
    );
    assert.deepEqual([dispatcher.electrons(), messages], [{ queued: 0, running: 0 }, []]);
    assert.equal((await ended(await submit(diamond))).state, "COMPLETED");
  });

  it("keeps what happens to running dispatches, announces it when there is room, and refuses new ones meanwhile", async (test) => {
    const { submit, ended, dispatcher, database, executor, messages } = await aDispatcher(test, {
      executor: testExecutor(() => "wait"),
    });
    const id = await submit(aLattice(["train"]));
    const { attempt } = await executor.starts("train");
    const pages = Number(database.connection.prepare("PRAGMA page_count").get()?.["page_count"]);
    const before = messages.length;

    database.connection.exec(`PRAGMA max_page_count = ${pages}`);
    const value = { at: "inline", bytes: new Uint8Array(60_000) } as const;
    executor.tell({ type: "returned", attempt, value, printed: { text: "1", type: "number", size: 1 }, at: 5 });
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    assert.equal(messages.length, before);
    await assert.rejects(submit(aLattice(["other"])), { code: "DISPATCHER_NO_SPACE" });
    database.connection.exec("PRAGMA max_page_count = 100000");

    const document: LatticeDocument = await ended(id);
    assert.equal(document.state, "COMPLETED");
    assert.deepEqual(dispatcher.electrons(), { queued: 0, running: 0 });
  });
});
