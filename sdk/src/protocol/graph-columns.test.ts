import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as fc from "fast-check";
import type { GraphNode, TransportGraph } from "./graph.ts";
import { fromColumns, GraphColumns, toColumns } from "./graph-columns.ts";
import { pack, unpack } from "./pack.ts";

const site = fc.constantFrom(
  { name: "a", kind: "electron", fn: "f", executor: { name: "local" }, place: null } as const,
  { name: "a", kind: "electron", fn: "f", executor: { name: "local" }, place: null, policy: { priority: 2 } } as const,
  { name: "b", kind: "electron", fn: "f", executor: { name: "local", options: { gpu: 1 } }, place: null } as const,
  {
    name: "c",
    kind: "sublattice",
    fn: "g",
    executor: { name: "local" },
    place: { file: "x.ts", line: 3, column: 1 },
  } as const,
);
const plain = { noNullPrototype: true };
const numbers = fc.array(fc.nat(2 ** 32 - 1), { maxLength: 3 });
const node: fc.Arbitrary<GraphNode> = fc
  .tuple(
    site,
    fc.record(
      {
        call: fc.uint8Array({ maxLength: 5 }),
        needs: numbers,
        after: numbers,
        arguments: fc.array(fc.record({ name: fc.string(), text: fc.string(), from: numbers }, plain), {
          maxLength: 3,
        }),
      },
      plain,
    ),
  )
  .map(([common, its]) => ({ ...common, ...its }));
const graph: fc.Arbitrary<TransportGraph> = fc.record(
  {
    nodes: fc.array(node, { maxLength: 30 }),
    output: fc.uint8Array({ maxLength: 5 }),
    outputNeeds: numbers,
  },
  plain,
);

const sweep = (size: number): TransportGraph => {
  const executor = { name: "local" };
  const place = { file: "/home/someone/sweep.ts", line: 3, column: 1 };
  const nodes = Array.from({ length: size }, (_, index) => ({
    name: "train",
    kind: "electron" as const,
    fn: "0123456789abcdef",
    call: new Uint8Array(8),
    needs: index === 0 ? [] : [index - 1],
    after: [],
    arguments: [{ name: "rate", text: `${index}`, from: [] }],
    executor,
    place,
  }));
  return { nodes, output: new Uint8Array(1), outputNeeds: [] };
};

describe("a graph in columns", () => {
  it("is the graph that it was made of", () => {
    const sent = (it: TransportGraph) => GraphColumns.parse(unpack(pack(toColumns(it))));
    const asWritten = (it: unknown): unknown => unpack(pack(it));

    fc.assert(fc.property(graph, (it) => assert.deepEqual(asWritten(fromColumns(sent(it))), asWritten(it))));
  });

  it("has what the calls at one place have in common only once", () => {
    assert.equal(toColumns(sweep(1_000)).sites.length, 1);
  });

  const columns = toColumns(sweep(3));
  const ends = (...numbers: number[]) => new Uint8Array(new Uint32Array(numbers).buffer);
  const misfits: Partial<GraphColumns>[] = [
    { site: ends(0, 0, 1) },
    { site: new Uint8Array(11) },
    { site: new Uint8Array() },
    { callEnds: ends(8, 16) },
    { callEnds: ends(16, 8, 24) },
    { callEnds: ends(8, 16, 25) },
    { calls: new Uint8Array(23) },
    { needs: { ends: ends(0, 1, 3), items: ends(0, 1) } },
    { needs: { ends: ends(0, 1), items: ends(0) } },
    { after: { ends: new Uint8Array(), items: ends(1) } },
    { texts: ["1", "2"] },
    { texts: ["1", "2", "3", "4"] },
    { from: { ends: ends(0, 0, 7), items: new Uint8Array(28).subarray(0, 27) } },
  ];
  for (const misfit of misfits) {
    it(`is refused, and the column named, when it does not fit: ${JSON.stringify(misfit)}`, () => {
      const read = fromColumns({ ...columns, ...misfit });

      assert.equal(typeof read, "string");
    });
  }
});
