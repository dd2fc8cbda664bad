// Messages of a kernel, as the outputs of a notebook's cells.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Output } from "covalent-ts/jupyter";
import { CellOutputs } from "./cell-outputs.ts";
import type { CodeCell } from "./format.ts";

const cell = (): CodeCell => ({ cell_type: "code", metadata: {}, source: "", execution_count: null, outputs: [] });
const stream = (name: "stdout" | "stderr", text: string): Output => ({ type: "stream", name, text });
const shown = (type: "display_data" | "update_display_data", text: string, display_id?: string): Output => ({
  type,
  data: { "text/plain": text },
  metadata: {},
  transient: display_id === undefined ? {} : { display_id },
});

describe("a cell's outputs", () => {
  it("are one text for what is printed in a row", () => {
    const one = cell();
    const outputs = new CellOutputs();

    for (const [name, text] of [
      ["stdout", "a"],
      ["stdout", "b"],
      ["stderr", "c"],
      ["stdout", "d"],
    ] as const) {
      outputs.apply(one, stream(name, text));
    }

    assert.deepEqual(one.outputs, [
      { output_type: "stream", name: "stdout", text: "ab" },
      { output_type: "stream", name: "stderr", text: "c" },
      { output_type: "stream", name: "stdout", text: "d" },
    ]);
  });

  it("are updated wherever a display is shown, also by another cell", () => {
    const [one, two] = [cell(), cell()];
    const outputs = new CellOutputs();

    outputs.apply(one, shown("display_data", "old", "graph"));
    outputs.apply(two, shown("display_data", "new", "graph"));
    outputs.apply(two, shown("update_display_data", "newest", "graph"));
    outputs.apply(two, shown("update_display_data", "of nothing", "other"));

    const output = { output_type: "display_data", data: { "text/plain": "newest" }, metadata: {} };
    assert.deepEqual([one.outputs, two.outputs], [[output], [output]]);
  });

  it("are emptied at once, or by what comes next", () => {
    const one = cell();
    const outputs = new CellOutputs();

    outputs.apply(one, stream("stdout", "a"));
    outputs.apply(one, { type: "clear_output", wait: true });
    assert.equal(one.outputs.length, 1);
    outputs.apply(one, stream("stdout", "b"));
    assert.deepEqual(one.outputs, [{ output_type: "stream", name: "stdout", text: "b" }]);
    outputs.apply(one, { type: "clear_output", wait: false });
    assert.deepEqual(one.outputs, []);
  });
});
