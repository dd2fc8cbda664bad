import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CellSources } from "./cell-sources.ts";

const cell = "vscode-notebook-cell:/work/a.ipynb#W0sZmlsZQ%3D%3D";

describe("a source of the kernel's", () => {
  const sources = new CellSources();
  sources.expect("/tmp/covalent-kernel-1/");
  sources.add("/tmp/covalent-kernel-1/7.ts", cell);
  sources.add("/tmp/covalent-kernel-1/7.ts", "vscode-notebook-cell:/work/a.ipynb#twin");

  it("is shown as its cell, the first of two with the same text", () => {
    const shown = sources.shown({ name: "Cell [1]", path: "/tmp/covalent-kernel-1/7.ts" });

    assert.deepEqual(shown, { name: "Cell [1]", path: cell });
  });

  it("is asked of the kernel if its cell was changed since, by the number that it is shown with", () => {
    const old = { name: "Cell [2]", path: "/tmp/covalent-kernel-1/8.ts" };

    assert.deepEqual(sources.shown(old), { ...old, sourceReference: 1 });
    assert.deepEqual(sources.shown(old), { ...old, sourceReference: 1 });
    assert.equal(sources.pathOf({ sourceReference: 1 }), old.path);
  });

  it("stays what it is if it is a file, or nowhere", () => {
    assert.deepEqual(sources.shown({ path: "/work/scale.ts" }), { path: "/work/scale.ts" });
    assert.deepEqual(sources.shown({ name: "eval" }), { name: "eval" });
    assert.equal(sources.pathOf({ path: "/work/scale.ts", sourceReference: 0 }), "/work/scale.ts");
  });
});
