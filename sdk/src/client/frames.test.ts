import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type DispatchEvent, foldEvents, type LatticeDocument } from "covalent-ts/protocol";
import { Frames } from "./frames.ts";

const electron = (id: number): LatticeDocument["electrons"][number] => ({
  id,
  name: `electron${id}`,
  kind: "electron",
  parent: null,
  state: "NEW_OBJECT",
  attempt: 0,
  executor: "local",
  worker: null,
  queuedAt: null,
  startedAt: null,
  endedAt: null,
  arguments: [],
  output: null,
  error: null,
  place: null,
});

const chain = (length: number): LatticeDocument => ({
  version: 1,
  dispatch: "d-1",
  lattice: "chain",
  state: "RUNNING",
  submittedAt: 0,
  startedAt: 0,
  endedAt: null,
  origin: null,
  inputs: [],
  error: null,
  electrons: Array.from({ length }, (_, id) => electron(id)),
  edges: [],
});

/** As the dispatcher announces an electron that started and ended between two commits. */
const ranShortly = (id: number): DispatchEvent => ({
  type: "electron",
  electron: id,
  change: { state: "COMPLETED", attempt: 1, worker: "w1", queuedAt: 1, startedAt: 2, endedAt: 3 },
});

/** The states of all electrons, picture by picture. */
function pictures(frames: Frames): string[] {
  const shown: string[] = [];
  for (let next = frames.take(); next !== undefined; next = frames.take()) {
    shown.push(next.electrons.map(({ state }) => state).join(" "));
  }
  return shown;
}

describe("a dispatch whose electrons are shorter than a picture", () => {
  it("shows each of them running, then completed, in their order", () => {
    const frames = new Frames();
    const before = chain(2);
    const events = [ranShortly(0), ranShortly(1)];

    frames.offer(before, []);
    assert.deepEqual(pictures(frames), ["NEW_OBJECT NEW_OBJECT"]);
    frames.offer(foldEvents(before, events), events);

    assert.deepEqual(pictures(frames), ["RUNNING NEW_OBJECT", "COMPLETED RUNNING", "COMPLETED COMPLETED"]);
  });

  it("shows as it is a dispatch that was over before anybody looked", () => {
    const frames = new Frames();

    frames.offer(foldEvents(chain(1), [ranShortly(0)]), []);

    assert.deepEqual(pictures(frames), ["COMPLETED"]);
  });

  it("falls behind by a bounded number of pictures, and always shows the last state", () => {
    const frames = new Frames();
    const before = chain(100);
    const events = before.electrons.map(({ id }) => ranShortly(id));

    frames.offer(before, []);
    frames.offer(foldEvents(before, events), events);
    const shown = pictures(frames);

    assert.ok(shown.length <= 13, `${shown.length} pictures`);
    assert.equal(shown.at(-1), Array(100).fill("COMPLETED").join(" "));
  });

  it("shows a wide dispatch as it is, without playing it", () => {
    const frames = new Frames();
    const before = chain(1_000);
    const events = before.electrons.map(({ id }) => ranShortly(id));

    frames.offer(before, []);
    frames.offer(foldEvents(before, events), events);

    assert.deepEqual(pictures(frames), [Array(1_000).fill("COMPLETED").join(" ")]);
  });
});
