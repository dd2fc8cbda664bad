import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { describe, it } from "node:test";
import { RecordBatch, Table, tableFromArrays, Utf8, Vector, vectorFromArray } from "apache-arrow";
import { callElsewhere } from "./fixtures/elsewhere.ts";
import { decodeValue, encodeValue, inlineBytes, receiveFunction, shipFunction } from "./index.ts";

const directory = process.cwd();
const about = { what: "it" };
const again = (value: unknown) => decodeValue(encodeValue(value, { about }).bytes, { directory });
const flowers = () =>
  tableFromArrays({ size: Float64Array.from([1.5, 2, 3]), species: ["setosa", "virginica", "setosa"] });

describe("a table of Apache Arrow", () => {
  it("arrives as a table, with its columns, types and metadata", async () => {
    const table = flowers();
    table.schema.metadata.set("unit", "cm");

    const arrived = await again(table);

    assert.ok(arrived instanceof Table);
    assert.deepEqual(arrived.toArray().map(String), table.toArray().map(String));
    assert.equal(String(arrived.schema), String(table.schema));
    assert.deepEqual([...arrived.schema.metadata], [["unit", "cm"]]);
  });

  it("arrives by parts too: batches, columns, columns of a dictionary", async () => {
    const table = flowers();
    const [batch] = table.batches;
    const arrived = await again([
      batch,
      table.getChild("species"),
      vectorFromArray(["a", null], new Utf8()),
      table.select([]),
    ]);

    const [first, species, texts, none] = arrived as [RecordBatch, Vector, Vector, Table];
    assert.ok(first instanceof RecordBatch);
    assert.equal(first.numRows, 3);
    assert.ok(species instanceof Vector);
    assert.deepEqual([...species], ["setosa", "virginica", "setosa"]);
    assert.deepEqual([...texts], ["a", null]);
    assert.equal(none.numCols, 0);
  });

  it("arrives empty, and once however often it is there", async () => {
    const table = tableFromArrays({ size: new Float64Array(0) });
    const [one, other, batch] = (await again([table, table, table.batches[0]])) as [Table, Table, RecordBatch];

    assert.equal(one, other);
    assert.deepEqual([one.numRows, one.numCols, batch.numRows], [0, 1, 0]);
  });

  it("is there for an electron that closes over it, in a process of its own, which gives one back", async () => {
    const table = flowers();
    const sum = () => [...(table.getChild("size") ?? [])].reduce((a: number, b) => a + Number(b), 0);

    const outcomes = await callElsewhere({ sum, select: () => table.slice(1) });

    assert.equal(outcomes.get("sum")?.value, 6.5);
    const part = outcomes.get("select")?.value;
    assert.ok(part instanceof Table);
    assert.deepEqual(part.toArray().map(String), table.slice(1).toArray().map(String));
  });

  it("of a CommonJS file's copy of the package arrives as well", async () => {
    const arrow: typeof import("apache-arrow") = createRequire(import.meta.url)("apache-arrow");
    const table = arrow.tableFromArrays({ a: Int32Array.from([1, 2]) });
    assert.notEqual(table.constructor, Table);

    assert.equal(((await again(table)) as Table).numRows, 2);
  });

  it("leaves the message where it is large", () => {
    const table = tableFromArrays({ a: new Float64Array(50_000) });
    const kept: number[] = [];
    const keep = (bytes: Uint8Array) => {
      kept.push(bytes.length);
      return "0".repeat(64);
    };

    const { bytes } = encodeValue(table, { about, keep });

    assert.ok(bytes.length < inlineBytes);
    assert.equal(kept.length, 1);
    assert.ok((kept[0] ?? 0) >= 400_000);
  });

  it("is not encoded again while the function that closes over it is as it was", () => {
    const table = tableFromArrays({ a: new Float64Array(50_000) });
    const train = () => table.numRows;

    assert.equal(shipFunction(train, { electron: "train" }), shipFunction(train, { electron: "train" }));
  });

  it("says so where the package is not installed", async () => {
    const { bytes } = encodeValue(flowers(), { about });
    const folder = Buffer.from(directory);
    const at = Buffer.from(bytes).indexOf(folder);
    assert.ok(at > 0);
    bytes.set(Buffer.alloc(folder.length, "/"), at);

    await assert.rejects(async () => decodeValue(bytes, { directory: "/" }), {
      code: "PACKAGE_NOT_FOUND",
      message: /apache-arrow/,
    });
  });

  it("arrives in a function that imports the package by itself", async () => {
    const made = async () => {
      const { tableFromArrays } = await import("apache-arrow");
      return tableFromArrays({ a: [1] });
    };
    const fn = await receiveFunction(shipFunction(made, { electron: "made" }), { directory });

    assert.ok((await fn()) instanceof Table);
  });
});
