// Outside a traced lattice, electrons and lattices are the functions that they were made of.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { electron } from "./electron.ts";
import { asLattice, lattice } from "./lattice.ts";
import { getContext, runOutsideLattice, withContext } from "./scope.ts";
import { traceLattice } from "./trace-lattice.ts";

describe("an electron outside a lattice", () => {
  it("is its function, with its receiver", () => {
    const scaled = {
      factor: 3,
      times: electron(function (this: { factor: number }, x: number) {
        return this.factor * x;
      }),
    };

    assert.equal(scaled.times(2), 6);
  });

  it("keeps the function's name, length and text", () => {
    function train(_rows: number[], _degree: number) {
      return "model";
    }
    const wrapped = electron(train);

    assert.deepEqual([wrapped.name, wrapped.length, String(wrapped)], ["train", 2, train.toString()]);
  });

  it("is called by one line of what it was named, and as its function where nothing is left of that", () => {
    const train = (x: number) => x;
    const named = (name: unknown) => electron(train, { name: name as string }).name;

    assert.deepEqual(["fit\n\u001b[2J \u{1f389} <b>", "\u202etext", 7, "", " \n"].map(named), [
      "fit [2J \u{1f389} <b>",
      "text",
      "7",
      "train",
      "train",
    ]);
  });

  it("is not awaited: what is passed is what arrives", () => {
    const same = electron((x: unknown) => x);
    const promise = Promise.resolve(1);

    assert.equal(same(promise), promise);
  });

  it("can be made again, with other options", () => {
    const train = electron((x: number) => x + 1);

    assert.deepEqual(
      [electron(train).name, electron(train, { name: "fit" }).name, electron(train)(1)],
      ["train", "fit", 2],
    );
  });

  it("tells how it is made again elsewhere", () => {
    const fn = (x: number) => x;
    const wrapped = electron(fn, { executor: "slurm" }) as unknown as Record<symbol, () => unknown>;

    assert.deepEqual(wrapped[Symbol.for("covalent-ts.rebuild")]?.(), {
      module: "covalent-ts",
      name: "electron",
      args: [fn, { name: "fn", executor: { name: "slurm" } }],
    });
  });

  it("refuses to be made of anything but a function", () => {
    assert.throws(() => electron(5 as unknown as () => void), {
      code: "NOT_A_FUNCTION",
      about: { what: "the number 5", wanted: "electron" },
    });
  });
});

describe("an electron in an electron", () => {
  it("is a plain call", async () => {
    const inner = electron((x: number) => x + 1);
    const outer = electron((x: number) => inner(x) * 2);

    const { graph } = await traceLattice(
      lattice(() => runOutsideLattice(() => outer(1))),
      [],
    );

    assert.equal(graph.nodes.length, 0);
    assert.equal(outer(1), 4);
  });
});

describe("a lattice that is called", () => {
  it("runs here and now, with promised outputs awaited between its electrons", async () => {
    const load = electron(async (path: string) => ({ rows: [path.length, 2] }));
    const sum = electron(
      (table: { rows: number[] }, scale: { by: number }) => scale.by * table.rows.reduce((a, b) => a + b),
    );
    const double = electron(async (x: number) => 2 * x);
    const workflow = lattice((path: string) => sum(load(path), { by: double(5) }));

    assert.equal(await workflow("abc"), 50);
  });

  it("leaves electrons inside electrons plain calls", () => {
    const promise = Promise.resolve(1);
    const same = electron((x: unknown) => x);
    const outer = electron(() => same(promise) === promise);

    assert.equal(lattice(() => outer())(), true);
  });
});

describe("what a worker does", () => {
  it("makes a lattice of a function, and takes a lattice as it is", async () => {
    const workflow = lattice((a: number) => a);

    assert.equal(asLattice(workflow), workflow);
    assert.equal(
      (
        await traceLattice(
          asLattice((a: number) => a),
          [1],
        )
      ).graph.nodes.length,
      0,
    );
  });

  it("gives the running electron its context, also after it has awaited", async () => {
    const { signal } = new AbortController();
    const context = { dispatchId: "d1", electronId: 4, name: "work", attempt: 2, signal };

    const seen = await withContext(context, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return getContext();
    });

    assert.deepEqual(seen, context);
    assert.equal(getContext(), undefined);
  });
});
