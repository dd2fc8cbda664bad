// A lattice, traced: which nodes and edges it makes, what travels in them, and what it may not do.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { LatticeError } from "../errors.ts";
import { electron } from "./electron.ts";
import { lattice } from "./lattice.ts";
import { traceLattice } from "./trace-lattice.ts";
import { argumentsOf, edges, here, outputOf } from "./traced.fixture.ts";

interface Table {
  rows: number[];
  path: string;
}
const load = electron(async (path: string): Promise<Table> => ({ rows: [path.length], path }));
const sum = electron((rows: number[], scale = 1) => scale * rows.reduce((a, b) => a + b, 0));
const add = electron((a: number, b: number) => a + b);
const collect = electron((...values: unknown[]) => values);

describe("a traced lattice", () => {
  it("has a node for each call of an electron, which needs the nodes whose outputs it takes", async () => {
    const workflow = lattice((path: string) => {
      const table = load(path);
      return add(sum([1, 2]), sum(table as unknown as number[]));
    });

    const traced = await traceLattice(workflow, ["iris.csv"]);

    assert.deepEqual(edges(traced), [
      ["load", [], []],
      ["sum", [], []],
      ["sum", [0], []],
      ["add", [1, 2], []],
    ]);
    assert.equal(traced.functions.length, 3);
    assert.deepEqual(traced.graph.outputNeeds, [3]);
  });

  it("is named after its variable, as its electrons are, or as its author says", async () => {
    const count = electron((x: number) => x, { name: "count things" });
    const pipeline = lattice(() => count(1));
    const named = lattice(pipeline, { name: "nightly" });

    assert.deepEqual([pipeline.name, named.name, count.name, sum.name], ["pipeline", "nightly", "count things", "sum"]);
    assert.equal((await traceLattice(named, [])).name, "nightly");
    assert.equal((await traceLattice(pipeline, [])).graph.nodes[0]?.name, "count things");
  });

  it("keeps the author's text, and says where it stands", async () => {
    const line = here();
    const workflow = lattice((a: number) => add(a, 1));

    const traced = await traceLattice(workflow, [1]);

    assert.equal(traced.source, "(a: number) => add(a, 1)");
    assert.deepEqual(traced.place, { file: import.meta.filename, line: line + 1, column: 30 });
    assert.deepEqual(traced.graph.nodes[0]?.place, { file: import.meta.filename, line: line + 1, column: 45 });
  });

  it("carries constants inside the call, not as nodes", async () => {
    const many = Array.from({ length: 1_000 }, (_, n) => n);
    const workflow = lattice((rows: number[]) => sum(rows));

    const traced = await traceLattice(workflow, [many]);

    assert.equal(traced.graph.nodes.length, 1);
    assert.deepEqual(await argumentsOf(traced, 0), [many]);
  });

  it("takes what an electron closes over as it is when the call is made", async () => {
    const settings = { scale: 1 };
    let offset = 0;
    const scaled = electron((x: number) => x * settings.scale + offset);
    const workflow = lattice(() => {
      const outputs = [scaled(1), scaled(2)];
      settings.scale = 3;
      outputs.push(scaled(3));
      offset = 1;
      outputs.push(scaled(4), scaled(5));
      settings.scale = 1;
      offset = 0;
      return [...outputs, scaled(6)];
    });

    const { graph, functions } = await traceLattice(workflow, []);

    const hashes = graph.nodes.map(({ fn }) => fn);
    const kinds = [...new Set(hashes)];
    assert.deepEqual(
      hashes.map((hash) => kinds.indexOf(hash)),
      [0, 0, 1, 2, 2, 0],
    );
    assert.equal(functions.length, 3);
  });

  it("says for each call where it stands, also when one place calls several electrons", async () => {
    const twice = electron((x: number) => 2 * x);
    const line = here();
    const workflow = lattice(() => [1, 2].flatMap((n) => [twice, sum].map((each) => (each as typeof twice)(n))));

    const { graph } = await traceLattice(workflow, []);

    assert.deepEqual(
      graph.nodes.map(({ name, place }) => [name, place?.line]),
      ["twice", "sum", "twice", "sum"].map((name) => [name, line + 1]),
    );
  });

  it("takes arguments as they are when the call is made", async () => {
    const workflow = lattice(() => {
      const rows = [1];
      const first = sum(rows);
      rows.push(2);
      return add(first, sum(rows));
    });

    const traced = await traceLattice(workflow, []);

    assert.deepEqual([await argumentsOf(traced, 0), await argumentsOf(traced, 1)], [[[1]], [[1, 2]]]);
  });

  it("finds outputs at any depth of arrays, objects, maps, sets and instances", async () => {
    class Box {
      constructor(inside: unknown) {
        this.inside = inside;
      }
      inside: unknown;
    }
    const workflow = lattice(() => {
      const [a, b, c, d] = [load("a"), load("b"), load("c"), load("d")];
      return collect([{ deep: [a] }], new Map([["b", b]]), new Set([c]), new Box(d));
    });

    const traced = await traceLattice(workflow, []);
    const [list, map, set, box] = (await argumentsOf(traced, 4, ["A", "B", "C", "D"])) as [
      unknown,
      Map<string, unknown>,
      Set<unknown>,
      Box,
    ];

    assert.deepEqual(traced.graph.nodes[4]?.needs, [0, 1, 2, 3]);
    assert.deepEqual([list, map, set, box.inside], [[{ deep: ["A"] }], new Map([["b", "B"]]), new Set(["C"]), "D"]);
    assert.deepEqual(
      traced.graph.nodes[4]?.arguments.map(({ name, from }) => [name, from]),
      [
        ["values[0]", [0]],
        ["values[1]", [1]],
        ["values[2]", [2]],
        ["values[3]", [3]],
      ],
    );
  });

  it("takes properties, elements and methods of outputs where they are consumed, without a node", async () => {
    const workflow = lattice(async () => {
      const { rows, path } = await load("a");
      const [first] = rows;
      return collect(
        first,
        path.toUpperCase(),
        rows.map((row) => row * 2).filter((row) => row > 2),
      );
    });

    const traced = await traceLattice(workflow, []);

    assert.deepEqual(edges(traced), [
      ["load", [], []],
      ["collect", [0], []],
    ]);
    assert.deepEqual(await argumentsOf(traced, 1, [{ rows: [1, 2, 3], path: "x" }]), [1, "X", [4, 6]]);
    assert.deepEqual(
      traced.graph.nodes[1]?.arguments.map(({ text }) => text),
      [".rows[0]", ".path.toUpperCase()", ".rows.map(...).filter(...)"],
    );
  });

  it("passes outputs to methods of outputs", async () => {
    const workflow = lattice(() =>
      collect((load("a") as unknown as Table).rows.concat((load("b") as unknown as Table).rows)),
    );

    const traced = await traceLattice(workflow, []);

    assert.deepEqual(traced.graph.nodes[2]?.needs, [0, 1]);
    assert.deepEqual(await argumentsOf(traced, 2, [{ rows: [1] }, { rows: [2] }]), [[1, 2]]);
  });

  it("shows arguments under the names of the electron's parameters, shortly", async () => {
    const workflow = lattice(() => sum([1, 2, 3, 4, 5, 6, 7, 8, 9], sum([1])));

    const { graph } = await traceLattice(workflow, []);

    assert.deepEqual(graph.nodes[1]?.arguments, [
      { name: "rows", text: "[ 1, 2, 3, 4, 5, 6, ... 3 more items ]", from: [] },
      { name: "scale", text: "", from: [0] },
    ]);
  });

  it("returns outputs at any depth", async () => {
    const workflow = lattice(async () => ({ total: sum([1]), tables: [await load("a"), 5], note: "plain" }));

    const traced = await traceLattice(workflow, []);

    assert.deepEqual(traced.graph.outputNeeds, [0, 1]);
    assert.deepEqual(await outputOf(traced, [1, "A"]), { total: 1, tables: ["A", 5], note: "plain" });
  });

  it("may call no electron at all", async () => {
    const traced = await traceLattice(
      lattice((a: number) => a + 1),
      [1],
    );

    assert.deepEqual([traced.graph.nodes, await outputOf(traced, [])], [[], 2]);
  });

  it("runs work of its own once, while it is traced", async () => {
    let runs = 0;
    const workflow = lattice(() => {
      runs += 1;
      return add(runs, 1);
    });

    const traced = await traceLattice(workflow, []);

    assert.equal(runs, 1);
    assert.deepEqual(await argumentsOf(traced, 0), [1, 1]);
  });

  it("takes what is promised to its electrons, once it is there", async () => {
    const later = async <T>(value: T) => value;
    const workflow = lattice(() => add(later(1) as unknown as number, sum([later(2) as unknown as number])));

    const traced = await traceLattice(workflow, []);

    assert.deepEqual(edges(traced), [
      ["sum", [], []],
      ["add", [0], []],
    ]);
    assert.deepEqual([await argumentsOf(traced, 0), await argumentsOf(traced, 1, [2])], [[[2]], [1, 2]]);
  });

  it("gives electrons their own executor, else the lattice's, else the local one", async () => {
    const remote = electron((a: number) => a, { executor: { name: "slurm", options: { partition: "debug" } } });
    const executors = async (workflow: Parameters<typeof traceLattice>[0]) =>
      (await traceLattice(workflow, [])).graph.nodes.map(({ executor }) => executor);

    assert.deepEqual(await executors(lattice(() => add(remote(1), 2), { executor: "pool" })), [
      { name: "slurm", options: { partition: "debug" } },
      { name: "pool" },
    ]);
    assert.deepEqual(await executors(lattice(() => add(1, 2))), [{ name: "local" }]);
  });
});

describe("a sublattice", () => {
  it("is a node of its own kind, traced when it runs", async () => {
    const inner = lattice((a: number) => add(a, 1));
    const workflow = lattice(() => add(electron(inner)(1), 2));

    const { graph, functions } = await traceLattice(workflow, []);

    assert.equal(functions[0]?.source, "(a: number) => add(a, 1)");
    assert.equal(functions[0]?.place?.file, import.meta.filename);
    assert.deepEqual(
      graph.nodes.map(({ name, kind, needs }) => [name, kind, needs]),
      [
        ["inner", "sublattice", []],
        ["add", "electron", [0]],
      ],
    );
    assert.equal(graph.nodes[0]?.arguments[0]?.name, "a");
  });

  it("adds its electrons to the outer lattice when it is called as a lattice", async () => {
    const inner = lattice((a: number) => add(a, 1));
    const workflow = lattice(() => inner(inner(1)));

    assert.deepEqual(edges(await traceLattice(workflow, [])), [
      ["add", [], []],
      ["add", [0], []],
    ]);
  });

  it("of one electron is a lattice of one task", async () => {
    const traced = await traceLattice(lattice(add), [1, 2]);

    assert.equal(traced.name, "add");
    assert.deepEqual(edges(traced), [["add", [], []]]);
    assert.deepEqual(
      traced.inputs.map(({ name, text }) => [name, text]),
      [
        ["a", "1"],
        ["b", "2"],
      ],
    );
  });
});

describe("an asynchronous lattice", () => {
  it("keeps its electrons after it has awaited", async () => {
    const workflow = lattice(async () => {
      const first = add(1, 2);
      await new Promise((resolve) => setImmediate(resolve));
      return add(first, 3);
    });

    assert.deepEqual(edges(await traceLattice(workflow, [])), [
      ["add", [], []],
      ["add", [0], []],
    ]);
  });

  it("does not mix with another that is traced at the same time", async () => {
    const workflow = lattice(async (count: number) => {
      let total = 0;
      for (let n = 0; n < count; n += 1) {
        total = add(total, n);
        await new Promise((resolve) => setImmediate(resolve));
      }
      return total;
    });

    const traced = await Promise.all([1, 2, 3].map((count) => traceLattice(workflow, [count])));

    assert.deepEqual(
      traced.map(({ graph }) => graph.nodes.length),
      [1, 2, 3],
    );
  });

  it("refuses electrons that are called when it has returned", async () => {
    const late = Promise.withResolvers<void>();
    const called = Promise.withResolvers<unknown>();
    const workflow = lattice(() => {
      late.promise.then(() => add(1, 2)).catch(called.resolve);
      return 0;
    });
    await traceLattice(workflow, []);

    late.resolve();

    assert.equal(((await called.promise) as LatticeError).code, "ELECTRON_AFTER_LATTICE");
  });
});
