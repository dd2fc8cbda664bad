import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { edge, electron, fanOut, latticeOf, sweep } from "./documents.fixture.ts";
import { failureLine } from "./failures.ts";
import { sayLabel } from "./member-labels.ts";
import { type Item, modelOf } from "./model.ts";

const keysOf = (items: Item[]): string[] => items.map(({ key }) => key);

const calls = (name: string, first: number, count: number) =>
  Array.from({ length: count }, (_, index) => electron({ id: first + index, name, state: "NEW_OBJECT" }));

describe("calls of one function", () => {
  it("fold to a group when there are four with the same sources and targets", () => {
    assert.deepEqual(keysOf(modelOf(fanOut(4)).level.items), ["e0", "g1", "e5"]);
  });

  it("stay cards when there are three", () => {
    assert.deepEqual(keysOf(modelOf(fanOut(3)).level.items), ["e0", "e1", "e2", "e3", "e4"]);
  });

  it("stay apart when they feed different electrons", () => {
    const electrons = [...calls("fit", 0, 8), ...calls("best", 8, 1), ...calls("worst", 9, 1)];
    const edges = Array.from({ length: 8 }, (_, id) => edge(id, id < 4 ? 8 : 9, "x"));

    assert.deepEqual(keysOf(modelOf(latticeOf({ electrons, edges })).level.items), ["g0", "g4", "e8", "e9"]);
  });

  it("stay apart when they hang on two calls that do not fold", () => {
    const electrons = [...calls("load", 0, 2), ...calls("fit", 2, 6)];
    const edges = Array.from({ length: 6 }, (_, index) => edge(index < 3 ? 0 : 1, 2 + index, "x"));

    assert.deepEqual(keysOf(modelOf(latticeOf({ electrons, edges })).level.items), [
      "e0",
      "e1",
      "e2",
      "e3",
      "e4",
      "e5",
      "e6",
      "e7",
    ]);
  });

  it("fold in pairs of groups when each has a follower of its own, known by its source", () => {
    const trains = ["1", "2", "3", "4"].map((text, id) =>
      electron({ id, name: "train", state: "COMPLETED", arguments: [{ name: "C", text, from: [] }] }),
    );
    const scores = trains.map(({ id }) =>
      electron({
        id: 4 + id,
        name: "score",
        state: "NEW_OBJECT",
        arguments: [{ name: "model", text: "", from: [id] }],
      }),
    );
    const edges = trains.map(({ id }) => edge(id, 4 + id, "model"));

    const { level } = modelOf(latticeOf({ electrons: [...trains, ...scores], edges }));

    assert.deepEqual(keysOf(level.items), ["g0", "g4"]);
    assert.deepEqual(
      level.links.map(({ key, names }) => [key, names]),
      [["g0>g4", ["model"]]],
    );
    const [, group] = level.items;
    assert.ok(group?.type === "group");
    assert.deepEqual(
      group.members.map(({ label }) => sayLabel(label ?? [])),
      ["C 1", "C 2", "C 3", "C 4"],
    );
  });
});

describe("the members of a group", () => {
  it("form a table when their arguments are every pair of two lists", () => {
    const group = modelOf(sweep()).items.get("g2");

    assert.ok(group?.type === "group");
    assert.deepEqual(group.matrix, {
      rowName: "C",
      columnName: "γ",
      rows: ["10", "1", "0.1"],
      columns: ["1", "0.1", "0.01"],
      cells: [
        [0, 1, 2],
        [3, 4, 5],
        [6, 7, 8],
      ],
    });
  });
});

describe("the count of electrons", () => {
  it("counts a sublattice as one until it is dispatched, then as its electrons", () => {
    const { counts } = modelOf(sweep());

    assert.deepEqual(
      Object.entries(counts).filter(([, count]) => count > 0),
      [
        ["COMPLETED", 10],
        ["FAILED", 1],
        ["UPSTREAM_FAILED", 3],
        ["RUNNING", 2],
        ["DISPATCHING", 1],
        ["QUEUED", 1],
        ["NEW_OBJECT", 2],
      ],
    );
  });
});

describe("an edge", () => {
  it("is broken as soon as one of many sources failed", () => {
    const flows = new Map(modelOf(sweep()).level.links.map(({ key, flow }) => [key, flow]));

    assert.deepEqual(Object.fromEntries(flows), {
      "e0>e1": "delivered",
      "e0>g2": "delivered",
      "g2>e11": "broken",
      "e11>e12": "broken",
      "e1>e12": "delivered",
    });
  });

  it("across the border of a sublattice belongs to the sublattice", () => {
    const electrons = [
      electron({ id: 0, name: "load", state: "COMPLETED" }),
      electron({ id: 1, name: "inner", state: "RUNNING", kind: "sublattice" }),
      electron({ id: 2, name: "step", state: "RUNNING", parent: 1 }),
    ];

    const { level } = modelOf(latticeOf({ electrons, edges: [edge(0, 2, "x")] }));

    assert.deepEqual(
      level.links.map(({ key }) => key),
      ["e0>e1"],
    );
  });
});

describe("the failure line", () => {
  it("names the innermost electron, and where in the fan-outs it lies", () => {
    assert.deepEqual(failureLine(modelOf(sweep())), {
      electron: 13,
      name: "trainSvm",
      rest: "failed at C 10, γ 1: SMO did not converge after 10,000 iterations (gap 0.031, tolerance 0.001)",
    });
  });
});

describe("a broken document", () => {
  it("is drawn as far as it makes sense: edges to nowhere and cycles are passed over", () => {
    const electrons = calls("a", 0, 2);
    const document = latticeOf({ electrons, edges: [edge(0, 1, "x"), edge(1, 0, "x"), edge(0, 99, "x")] });

    assert.deepEqual(keysOf(modelOf(document).level.items), ["e0", "e1"]);
  });
});
