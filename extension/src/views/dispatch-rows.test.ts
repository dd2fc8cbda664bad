import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { DispatchSummary } from "covalent-ts/protocol";
import { countRunning, rowsOf } from "./dispatch-rows.ts";
import { sayMoment } from "./say-moment.ts";

const noon = new Date(2026, 10, 22, 12, 0, 0).getTime();

const dispatch = (change: Partial<DispatchSummary>): DispatchSummary => ({
  dispatch: "3f0c",
  lattice: "sweep",
  state: "RUNNING",
  submittedAt: noon,
  startedAt: noon,
  endedAt: null,
  origin: { file: "/home/ada/iris/sweep.ipynb", line: 1, column: 1, cell: 4 },
  total: 20,
  completed: 11,
  failed: 0,
  ...change,
});

describe("the Dispatches tree", () => {
  it("groups dispatches by the notebook or file that they come from, in the dispatcher's order", () => {
    const groups = rowsOf(
      [
        dispatch({ dispatch: "c" }),
        dispatch({ dispatch: "b", origin: { file: "/home/ada/train.ts", line: 3, column: 1 } }),
        dispatch({ dispatch: "a" }),
        dispatch({ dispatch: "z", origin: null }),
      ],
      noon,
    );

    assert.deepEqual(
      groups.map(({ label, description, rows }) => [label, description, rows.map((row) => row.dispatch)]),
      [
        ["sweep.ipynb", "iris", ["c", "a"]],
        ["train.ts", "ada", ["b"]],
        ["Elsewhere", "", ["z"]],
      ],
    );
  });

  it("says that a dispatch is paused, and does not turn its sign, until it has ended", () => {
    const paused = rowsOf([dispatch({ paused: true })], noon + 161_000)[0]?.rows[0];
    const ended = rowsOf([dispatch({ paused: true, state: "CANCELLED", endedAt: noon })], noon)[0]?.rows[0];

    assert.deepEqual(
      [paused?.description, paused?.icon.glyph, paused?.spoken, paused?.contextValue],
      ["paused · 11/20 · 2m 41s", "covalent-running", "sweep, paused, 11 of 20 done, 2m 41s", "runningDispatch"],
    );
    assert.deepEqual([ended?.icon.glyph, ended?.spoken.includes("paused")], ["covalent-cancelled", false]);
  });

  it("says of a running dispatch how far it is and for how long it runs, and lets it be cancelled", () => {
    const [group] = rowsOf([dispatch({})], noon + 161_000);

    assert.deepEqual(group?.rows, [
      {
        kind: "dispatch",
        dispatch: "3f0c",
        label: "sweep",
        description: "11/20 · 2m 41s",
        tooltip: "sweep: running, 11 of 20 electrons done\n/home/ada/iris/sweep.ipynb, cell 4\n3f0c",
        icon: { glyph: "covalent-running~spin", colour: "covalent.state.running" },
        contextValue: "runningDispatch",
        spoken: "sweep, running, 11 of 20 done, 2m 41s",
      },
    ]);
  });

  it("says of a finished one when it ended, and how much of it failed", () => {
    const ended = dispatch({ state: "FAILED", endedAt: noon + 3_200, completed: 18, failed: 1 });

    const [row] = rowsOf([ended], noon + 500_000).flatMap(({ rows }) => rows);

    assert.equal(row?.description, "18/20 · 3.2s · 12:00");
    assert.equal(row?.spoken, "sweep, failed, 18 of 20 done, 1 failed, 3.2s");
    assert.equal(row?.contextValue, "settledDispatch");
    assert.equal(row?.icon.colour, "covalent.state.failed");
  });

  it("counts those that have not ended for its badge", () => {
    const states = ["NEW_OBJECT", "RUNNING", "COMPLETED", "FAILED", "CANCELLED"] as const;

    assert.equal(countRunning(states.map((state) => dispatch({ state }))), 2);
  });
});

describe("the moment at which a dispatch ended", () => {
  it("is the hour of today, and the day of any other", () => {
    assert.equal(sayMoment(noon, noon + 3_600_000), "12:00");
    assert.equal(sayMoment(noon, noon + 86_400_000), "22 Nov");
  });
});
