// What `covalent top` draws, and what of it is left where there is little room.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { requests } from "covalent-ts/protocol";
import { assertGolden } from "./golden.fixture.ts";
import { sparkline, topLines } from "./say-top.ts";
import { clip, type Terminal } from "./terminal.ts";

const plain: Terminal = { print() {}, write() {}, remark() {}, style: (_, text) => text };

const status = requests.status.get.parse({
  version: "0.1.0",
  pid: 4711,
  startedAt: 0,
  dataDirectory: "/data",
  workers: [
    { name: "w1", pid: 4712, state: "busy", running: "train" },
    { name: "w2", pid: 4713, state: "idle", running: null },
  ],
  dispatches: { running: 1, total: 2 },
  electrons: { queued: 1_200, running: 1, completed: 5, failed: 1 },
  rates: { electrons: 1_234.4, commits: 0.4 },
  executors: [{ name: "local", slots: 2, running: 1, queued: 1_200 }],
  memory: { rss: 61_000_000, heap: 1 },
  store: { bytes: 2_400_000, free: 0 },
});

const dispatch = {
  lattice: "sweep",
  submittedAt: 0,
  startedAt: 0,
  origin: null,
};

describe("covalent top", () => {
  it("draws rates, executors, dispatches and workers", () => {
    const lines = topLines(
      {
        status,
        dispatches: [
          {
            ...dispatch,
            dispatch: "22a3c8d1-0d0c",
            state: "RUNNING",
            endedAt: null,
            total: 10,
            completed: 5,
            failed: 0,
          },
          { ...dispatch, dispatch: "11f09b7e-3c9f", state: "FAILED", endedAt: 300, total: 3, completed: 1, failed: 1 },
        ],
        history: [0, 100, 400, 1_234],
        now: 161_000,
      },
      plain,
      80,
    );

    assertGolden("top-screen", `${lines.join("\n")}\n`);
  });

  it("draws the rate as high as it is against the highest it was", () => {
    assert.equal(sparkline([0, 10, 80], 10), " ▂█");
    assert.equal(sparkline([80, 0, 0], 2), "  ");
  });
});

describe("a line that is too long for the screen", () => {
  it("is cut where the screen ends, not where its colours make it longer", () => {
    assert.equal(clip("\u001b[1mabcdef\u001b[22m gh", 5), "\u001b[1mabcd…\u001b[22m");
    assert.equal(clip("\u001b[1mabc\u001b[22m", 3), "\u001b[1mabc\u001b[22m");
  });
});
