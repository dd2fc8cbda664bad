import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { aDispatcher, temporaryDirectory } from "./dispatcher.fixture.ts";
import { testExecutor } from "./shell/executor.fixture.ts";
import { aLattice } from "./shell/lattice.fixture.ts";

const diamond = aLattice([
  "load",
  { name: "left", needs: [0] },
  { name: "right", needs: [0] },
  { name: "join", needs: [1, 2] },
]);

describe("when the dispatcher ended in the middle of a dispatch", () => {
  it("resumes it: nothing that completed runs again, what ran is tried again", async (test) => {
    const directory = await temporaryDirectory(test);
    const before = testExecutor(({ name }) => (name === "left" ? "wait" : { returns: new Uint8Array([5]) }));
    const first = await aDispatcher(test, { directory, executor: before, abandoned: true });
    const id = await first.submit(diamond);
    await first.announced(
      (event) => event.type === "electron" && event.electron === 2 && event.change.state === "COMPLETED",
    );
    before.tell({ type: "started", attempt: "1.1.1", worker: "w9", at: 77 });
    await first.announced(
      (event) => event.type === "electron" && event.electron === 1 && event.change.state === "RUNNING",
    );

    const second = await aDispatcher(test, { directory });
    const document = await second.ended(id);

    assert.equal(document.state, "COMPLETED");
    assert.deepEqual(
      second.executor.started.map(({ name, attempt }) => [name, attempt]),
      [
        ["left", "1.1.2"],
        ["join", "1.3.1"],
      ],
    );
    assert.deepEqual(second.executor.started[1]?.inputs[1], [2, { at: "inline", bytes: new Uint8Array([5]) }]);
    const [interrupted] = second.store.electron(1, 1)?.attempts ?? [];
    assert.deepEqual([interrupted?.worker, interrupted?.startedAt, interrupted?.outcome], ["w9", 77, "lost"]);
  });

  it("goes on numbering its messages", async (test) => {
    const directory = await temporaryDirectory(test);
    const first = await aDispatcher(test, { directory, executor: testExecutor(() => "wait"), abandoned: true });
    const id = await first.submit(diamond);

    const second = await aDispatcher(test, { directory });
    await second.ended(id);

    const seqs = [...first.messages, ...second.messages].map(({ seq }) => seq);
    assert.deepEqual(seqs.slice(0, 2), [1, 2]);
    assert.deepEqual(
      seqs,
      Array.from(seqs, (_, index) => index + 1),
    );
  });

  it("finishes a sublattice whose electrons were half done", async (test) => {
    const directory = await temporaryDirectory(test);
    const inner = aLattice(["a", { name: "b", needs: [0] }]);
    const lattice = aLattice([
      { name: "inner", kind: "sublattice" },
      { name: "last", needs: [0] },
    ]);
    const before = testExecutor(({ name }) =>
      name === "inner" ? { expandsTo: inner } : name === "b" ? "wait" : { returns: new Uint8Array([5]) },
    );
    const first = await aDispatcher(test, { directory, executor: before, abandoned: true });
    const id = await first.submit(lattice);
    await before.starts("b");

    const second = await aDispatcher(test, { directory });
    await second.ended(id);

    assert.deepEqual(
      second.executor.started.map(({ name }) => name),
      ["b", "last"],
    );
    assert.deepEqual(second.executor.started[1]?.inputs, [
      [
        0,
        {
          at: "assembled",
          template: new Uint8Array([0]),
          parts: [[1, { at: "inline", bytes: new Uint8Array([3]) }]],
        },
      ],
    ]);
  });

  it("ends what was asked to end, without running it", async (test) => {
    const directory = await temporaryDirectory(test);
    const script = testExecutor(() => "wait");
    // It is told to stop, and never does.
    const deaf: typeof script.open = async (...opened) => ({ ...(await script.open(...opened)), stop() {} });
    const first = await aDispatcher(test, { directory, executor: { ...script, open: deaf }, abandoned: true });
    const id = await first.submit(diamond);
    await script.starts("load");
    await first.dispatcher.cancel(1, null);

    const second = await aDispatcher(test, { directory });

    assert.equal((await second.ended(id)).state, "CANCELLED");
    assert.deepEqual(second.executor.started, []);
  });
});
