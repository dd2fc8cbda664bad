// Electrons can wait for others that they take nothing from.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { wait } from "../wait.ts";
import { electron } from "./electron.ts";
import { lattice } from "./lattice.ts";
import { traceLattice } from "./trace-lattice.ts";
import { argumentsOf, edges, outputOf } from "./traced.fixture.ts";

interface Table {
  rows: number[];
  path: string;
}
const load = electron(async (path: string): Promise<Table> => ({ rows: [path.length], path }));
const sum = electron((rows: number[], scale = 1) => scale * rows.reduce((a, b) => a + b, 0));
const add = electron((a: number, b: number) => a + b);

describe("ct.wait", () => {
  it("orders electrons that pass nothing to each other", async () => {
    const workflow = lattice(() => {
      const [a, b] = [sum([1]), sum([2])];
      return wait(sum([3]), [a, [b]]);
    });

    assert.deepEqual(edges(await traceLattice(workflow, [])), [
      ["sum", [], []],
      ["sum", [], []],
      ["sum", [], [0, 1]],
    ]);
  });

  it("orders all that a called lattice gives back, in arrays and objects", async () => {
    const both = lattice((x: number) => ({ first: sum([x]), more: [add(x, 1), { note: "a constant" }] }));
    const workflow = lattice(() => wait(both(1), [both(2), []]));

    assert.deepEqual(edges(await traceLattice(workflow, [])), [
      ["sum", [], []],
      ["add", [], []],
      ["sum", [], [0, 1]],
      ["add", [], [0, 1]],
    ]);
  });

  it("refuses what holds no output", async () => {
    await assert.rejects(
      traceLattice(
        lattice(() => wait(sum([1]), { a: 1 })),
        [],
      ),
      /takes outputs of electrons/,
    );
    await assert.rejects(
      traceLattice(
        lattice(() => wait(1, sum([1]))),
        [],
      ),
      /takes outputs of electrons/,
    );
  });

  it("may name electrons that were called later: they get lower numbers then", async () => {
    const workflow = lattice(() => {
      const last = sum([9]);
      const next = add(last, 1);
      return [wait(last, load("first")), next];
    });

    const traced = await traceLattice(workflow, []);

    assert.deepEqual(edges(traced), [
      ["load", [], []],
      ["sum", [], [0]],
      ["add", [1], []],
    ]);
    assert.deepEqual(await argumentsOf(traced, 2, ["", 41]), [41, 1]);
    assert.deepEqual(traced.graph.nodes[2]?.arguments[0]?.from, [1]);
    assert.deepEqual(await outputOf(traced, ["", 41, 42]), [41, 42]);
  });

  it("refuses a circle", async () => {
    const workflow = lattice(() => {
      const first = sum([1]);
      return wait(first, add(first, 1));
    });

    await assert.rejects(traceLattice(workflow, []), { code: "ELECTRONS_IN_CIRCLE", about: { electrons: "sum, add" } });
  });
});
