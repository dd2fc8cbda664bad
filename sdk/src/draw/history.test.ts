import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ElectronView, LatticeDocument } from "../protocol/document.ts";
import { historyOf } from "./history.ts";

const ran = (id: number, startedAt: number, endedAt: number): ElectronView => ({
  id,
  name: `electron${id}`,
  kind: "electron",
  parent: null,
  state: "COMPLETED",
  attempt: 1,
  executor: "local",
  worker: "w1",
  queuedAt: startedAt,
  startedAt,
  endedAt,
  arguments: [],
  output: null,
  error: null,
  place: null,
});

const ended = (electrons: ElectronView[]): LatticeDocument => ({
  version: 1,
  dispatch: "d-1",
  lattice: "chain",
  state: "COMPLETED",
  submittedAt: 1_000,
  startedAt: 1_000,
  endedAt: 1_300,
  origin: null,
  inputs: [],
  error: null,
  electrons,
  edges: [],
});

const states = (pictures: LatticeDocument[]): string[] =>
  pictures.map(({ electrons }) => electrons.map(({ state }) => state).join(" "));

describe("a dispatch that was over before anybody looked", () => {
  it("is played from its times, each electron running before it ended, those without a duration too", () => {
    const document = ended([ran(0, 1_000, 1_100), ran(1, 1_100, 1_100), ran(2, 1_100, 1_300)]);

    assert.deepEqual(states(historyOf(document, 1_400)), [
      "RUNNING NEW_OBJECT NEW_OBJECT",
      "COMPLETED RUNNING NEW_OBJECT",
      "COMPLETED COMPLETED RUNNING",
      "COMPLETED COMPLETED COMPLETED",
    ]);
  });

  it("is shown as it is if that was a while ago, or if it is wide", () => {
    const old = ended([ran(0, 1_000, 1_100)]);
    const wide = ended(Array.from({ length: 100 }, (_, id) => ran(id, 1_000, 1_100)));

    assert.deepEqual(historyOf(old, 100_000), [old]);
    assert.deepEqual(historyOf(wide, 1_400), [wide]);
  });
});
